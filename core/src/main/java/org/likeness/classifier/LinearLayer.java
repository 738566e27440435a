package org.likeness.classifier;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.likeness.nn.LinearHead;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * A linear layer, {@code W x + b}.
 *
 * @param weight {@code classes} rows of {@code width} numbers
 * @param bias one for each class
 */
@SuppressWarnings("ArrayRecordComponent") // read only
public record LinearLayer(float[] weight, float[] bias) {
  public LinearLayer {
    if (bias.length == 0 || weight.length == 0 || weight.length % bias.length != 0) {
      throw new IllegalArgumentException(
          "a layer of %d weights cannot have %d classes".formatted(weight.length, bias.length));
    }
  }

  /** A copy of a head's weights. */
  public static LinearLayer of(LinearHead head) {
    try (Scope scope = Scope.openNoGrad()) {
      Map<String, Tensor> weights = head.weights();
      return new LinearLayer(
          Tensors.floats(requireNonNull(weights.get("fc.weight"), "a linear head has weights")),
          Tensors.floats(requireNonNull(weights.get("fc.bias"), "a linear head has a bias")));
    }
  }

  /** Number of classes. */
  public int classes() {
    return bias.length;
  }

  /** Number of features. */
  public int width() {
    return weight.length / bias.length;
  }

  /** One score for each class, of features that are shifted and scaled already. */
  double[] scores(double[] x) {
    double[] scores = new double[classes()];
    for (int c = 0; c < scores.length; c++) {
      double sum = bias[c];
      for (int i = 0; i < x.length; i++) {
        sum += weight[c * x.length + i] * x[i];
      }
      scores[c] = sum;
    }
    return scores;
  }
}
