package org.likeness.classifier;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.optim.Optimizer;
import org.likeness.optim.ParameterGroup;
import org.likeness.optim.Rates;
import org.likeness.optim.Sgd;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Multinomial logistic regression, {@code softmax(W x + b)}, trained from weights of 0. Made
 * outside any scope, and closed by its maker.
 */
public final class LogisticRegression implements AutoCloseable {
  private static final double MOMENTUM = 0.9;

  private final Tensor weight; // [classes, width]
  private final Tensor bias; // [classes]
  private final Optimizer optimizer;

  /** By SGD with momentum 0.9. */
  public LogisticRegression(int width, int classes, boolean nesterov) {
    this(width, classes, groups -> new Sgd(groups, new Sgd.Options(MOMENTUM, nesterov)));
  }

  /**
   * By any optimizer.
   *
   * @param optimizers makes the one of the weights and biases
   */
  public LogisticRegression(
      int width, int classes, Function<List<ParameterGroup>, Optimizer> optimizers) {
    weight = zeros(classes, width);
    bias = zeros(classes);
    optimizer = optimizers.apply(List.of(ParameterGroup.of("classifier", List.of(weight, bias))));
  }

  private static Tensor zeros(long... shape) {
    return torch.zeros(shape).requires_grad_(true);
  }

  /** Begins anew, from weights of 0. */
  public void restart() {
    try (Scope scope = Scope.openNoGrad()) {
      weight.zero_();
      bias.zero_();
      optimizer.state().values().forEach(Tensor::zero_);
    }
  }

  /**
   * One update by the mean cross-entropy.
   *
   * @param x {@code [B, width]}, without a gradient
   * @param labels {@code long[B]}
   */
  public void step(Tensor x, Tensor labels, double rate, double decay) {
    try (Scope scope = Scope.open()) {
      torch.cross_entropy_loss(scores(x), labels).backward();
      optimizer.step(new Rates(rate, rate, decay));
      optimizer.zeroGradients();
    }
  }

  /** {@code [n, width]} to {@code [n, classes]}; the caller provides the scope. */
  public Tensor scores(Tensor x) {
    return torch.addmm(bias, x, weight.t());
  }

  /** The live tensors that a checkpoint must contain, by name. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(optimizer.state());
    tensors.put("weight", weight);
    tensors.put("bias", bias);
    return tensors;
  }

  /** A copy of the weights. */
  public LinearLayer layer() {
    return new LinearLayer(Tensors.floats(weight), Tensors.floats(bias));
  }

  @Override
  public void close() {
    optimizer.close();
    weight.close();
    bias.close();
  }
}
