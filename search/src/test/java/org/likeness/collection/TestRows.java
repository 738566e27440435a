package org.likeness.collection;

import org.bytedeco.pytorch.Tensor;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Vectors in clusters, some of them nearly equal. */
final class TestRows {
  private TestRows() {}

  /** {@code [n][d]} of length 1. */
  static float[][] clustered(int n, int d, int clusters, double spread, long seed) {
    RandomStream random = new RandomSource(seed).stream(Purpose.SAMPLING, 0, 0);
    float[][] centres = new float[clusters][d];
    for (float[] centre : centres) {
      for (int j = 0; j < d; j++) {
        centre[j] = (float) random.nextGaussian();
      }
    }
    float[][] rows = new float[n][d];
    for (float[] row : rows) {
      float[] centre = centres[random.nextInt(clusters)];
      for (int j = 0; j < d; j++) {
        row[j] = (float) (centre[j] + spread * random.nextGaussian());
      }
      double length = Math.sqrt(dot(row, row));
      for (int j = 0; j < d; j++) {
        row[j] /= (float) length;
      }
    }
    return rows;
  }

  static UnitRows rows(float[][] values) {
    Torch.require();
    try (Tensor matrix = Tensors.matrix(values)) {
      return UnitRows.of(matrix);
    }
  }

  static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += (double) a[j] * b[j];
    }
    return sum;
  }
}
