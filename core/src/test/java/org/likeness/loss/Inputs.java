package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/** Seeded inputs and gradients for the tests of losses. */
final class Inputs {
  private Inputs() {}

  /** Gaussian rows, each divided by its length. */
  static Tensor unitRows(long seed, int n, int d, ScalarType type) {
    RandomStream random = new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0);
    double[] values = new double[n * d];
    for (int i = 0; i < n; i++) {
      double square = 0;
      for (int k = 0; k < d; k++) {
        double x = random.nextGaussian();
        values[i * d + k] = x;
        square += x * x;
      }
      for (int k = 0; k < d; k++) {
        values[i * d + k] /= Math.sqrt(square);
      }
    }
    return Tensors.of(values, n, d).to(type);
  }

  /** Uniform whole numbers below {@code bound}. */
  static Tensor indices(long seed, int bound, long... shape) {
    RandomStream random = new RandomSource(seed).stream(Purpose.SAMPLING, 0, 0);
    long count = 1;
    for (long side : shape) {
      count *= side;
    }
    long[] values = new long[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(bound);
    }
    return Tensors.of(values, shape);
  }

  /** A leaf of the same values that gathers a gradient. */
  static Tensor leaf(Tensor values) {
    return values.detach().clone().set_requires_grad(true);
  }

  /** The gradient that {@code loss} sends to {@code leaf}. */
  static Tensor gradient(Tensor loss, Tensor leaf) {
    loss.backward();
    return leaf.grad();
  }

  /** The largest difference over the largest expected number; both must have one shape. */
  static double relativeError(Tensor actual, Tensor expected) {
    assertThat(Tensors.shape(actual)).isEqualTo(Tensors.shape(expected));
    double[] a = Tensors.doubles(actual);
    double[] e = Tensors.doubles(expected);
    double worst = 0;
    double scale = 0;
    for (int i = 0; i < e.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - e[i]));
      scale = Math.max(scale, Math.abs(e[i]));
    }
    return worst / scale;
  }
}
