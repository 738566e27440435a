package org.likeness.optim;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.torch.Scope;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, <i>Decoupled weight decay
 * regularization</i>, ICLR 2019), libtorch's form: {@code w -= rate weightDecay w; m = beta1 m + (1
 * - beta1) g; s = beta2 s + (1 - beta2) g g; w -= rate m / (1 - beta1^t) / (sqrt(s / (1 - beta2^t))
 * + epsilon)}. Each tensor has its own t, which counts the steps in which it had a gradient: a
 * layer that is frozen at first begins with t = 1 when it is trained.
 *
 * <p>All parameters of a group are updated by libtorch's fused kernel; {@link #plain} uses single
 * operations, also for tensors that the kernel does not support.
 */
public final class AdamW implements Optimizer {
  private final List<ParameterGroup> groups;
  private final Options options;
  private final ParameterTensors means;
  private final ParameterTensors squares;
  private final Map<String, Tensor> steps = new LinkedHashMap<>();
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private final FusedAdamW fused = new FusedAdamW();
  private final boolean plain;

  /** The options. */
  public record Options(
      @Option(value = "0.9", range = "[0, 1)", help = "decay of the mean of the gradients")
          double beta1,
      @Option(value = "0.999", range = "[0, 1)", help = "decay of the mean of their squares")
          double beta2,
      @Option(value = "1e-8", range = "(0, inf)", help = "added to the root of the mean of squares")
          double epsilon,
      @Option(
              value = "false",
              help =
                  "decay every tensor (MoCo v3); else all but biases and norms, which have one dimension (DINO)")
          boolean decayAll) {
    /** Betas 0.9 and 0.999; biases and norms are not decayed. */
    public static Options defaults() {
      return OptionRecords.defaults(Options.class);
    }
  }

  /** Means start at 0. */
  public AdamW(List<ParameterGroup> groups, Options options) {
    this(groups, options, false);
  }

  private AdamW(List<ParameterGroup> groups, Options options, boolean plain) {
    Scope.refuse("An optimizer");
    this.groups = List.copyOf(groups);
    this.options = OptionRecords.check(options);
    this.means = new ParameterTensors("mean", groups);
    this.squares = new ParameterTensors("square", groups);
    this.plain = plain;
    state.putAll(means.named());
    state.putAll(squares.named());
    for (ParameterGroup group : groups) {
      if (!group.parameters().isEmpty()) {
        Tensor counts =
            torch
                .zeros(group.parameters().size())
                .to(group.parameters().get(0).device(), ScalarType.Float);
        steps.put(group.name(), counts);
        state.put("steps/" + group.name(), counts);
      }
    }
  }

  /** The same by single operations: slower; tests compare the fused kernel with it. */
  static AdamW plain(List<ParameterGroup> groups, Options options) {
    return new AdamW(groups, options, true);
  }

  @Override
  public void step(Rates rates) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      for (ParameterGroup group : groups) {
        step(group, rates.of(group), rates.decay(group));
      }
    }
  }

  private void step(ParameterGroup group, double rate, double decay) {
    FusedAdamW.Tensors decayed = new FusedAdamW.Tensors();
    FusedAdamW.Tensors undecayed = new FusedAdamW.Tensors();
    List<Tensor> counts = counted(group);
    for (int i = 0; i < counts.size(); i++) {
      Tensor parameter = group.parameters().get(i);
      Tensor gradient = parameter.grad();
      if (!gradient.defined()) {
        continue;
      }
      boolean decays = options.decayAll() || parameter.dim() > 1;
      Tensor mean = means.of(parameter);
      Tensor square = squares.of(parameter);
      if (plain || !MemoryLayout.same(parameter, gradient, mean, square)) {
        update(parameter, rate, decays ? decay : 0, counts.get(i).item().toDouble());
      } else {
        (decays ? decayed : undecayed).add(parameter, gradient, mean, square, counts.get(i));
      }
    }
    fused.step(decayed, options, rate, decay);
    fused.step(undecayed, options, rate, 0);
  }

  /**
   * The number of steps of each parameter of a group, those with a gradient one more than before.
   */
  private List<Tensor> counted(ParameterGroup group) {
    List<Tensor> counts = new ArrayList<>();
    if (group.parameters().isEmpty()) {
      return counts;
    }
    Tensor all = requireNonNull(steps.get(group.name()), group.name());
    boolean complete = group.parameters().stream().allMatch(p -> p.grad().defined());
    if (complete) {
      all.add_(new Scalar(1));
    }
    for (int i = 0; i < group.parameters().size(); i++) {
      Tensor count = all.select(0, i);
      if (!complete && group.parameters().get(i).grad().defined()) {
        count.add_(new Scalar(1));
      }
      counts.add(count);
    }
    return counts;
  }

  private void update(Tensor parameter, double rate, double decay, double t) {
    Tensor gradient = parameter.grad();
    Tensor mean = means.of(parameter);
    Tensor square = squares.of(parameter);
    double beta1 = options.beta1();
    double beta2 = options.beta2();
    parameter.mul_(new Scalar(1 - rate * decay));
    mean.lerp_(gradient, new Scalar(1 - beta1));
    square.mul_(new Scalar(beta2)).addcmul_(gradient, gradient, new Scalar(1 - beta2));
    Tensor root =
        square
            .sqrt()
            .div_(new Scalar(Math.sqrt(1 - Math.pow(beta2, t))))
            .add_(new Scalar(options.epsilon()));
    parameter.addcdiv_(mean, root, new Scalar(-rate / (1 - Math.pow(beta1, t))));
  }

  @Override
  public void zeroGradients() {
    groups.forEach(ParameterGroup::zeroGradients);
  }

  @Override
  public Map<String, Tensor> state() {
    return Collections.unmodifiableMap(state);
  }

  /** The number of calls of the fused kernel, for a test that checks that it is used. */
  long fusedCalls() {
    return fused.calls();
  }
}
