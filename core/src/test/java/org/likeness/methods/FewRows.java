package org.likeness.methods;

import org.bytedeco.pytorch.Tensor;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/** Seeded inputs of methods with an identity for their network. */
final class FewRows {
  private FewRows() {}

  /** Normal values, {@code [n, d]}. */
  static Tensor gaussian(long seed, int n, int d) {
    RandomStream random = new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0);
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensors.of(values, n, d);
  }
}
