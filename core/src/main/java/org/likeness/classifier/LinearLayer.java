package org.likeness.classifier;

import org.likeness.nn.Activation;
import org.likeness.nn.DenseLayer;
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

  /** A copy of a layer's weight and bias, without its activation. */
  static LinearLayer of(DenseLayer layer) {
    return new LinearLayer(Tensors.floats(layer.weight()), Tensors.floats(layer.bias()));
  }

  /** The same as tensors. */
  DenseLayer dense(Activation activation) {
    return new DenseLayer(
        Tensors.of(weight, classes(), width()), Tensors.of(bias, classes()), activation);
  }

  /** Number of classes, or of values that the next layer takes. */
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
