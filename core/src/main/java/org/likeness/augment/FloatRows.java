package org.likeness.augment;

/**
 * The true Gaussian of {@link FusedBlur}, in single precision and in the order of {@link
 * GaussianBlur}'s sums.
 *
 * <p>Along a row, neighbours at distance d are reached through copies that are shifted by d, of
 * reds, greens and blues together, each between its mirrored ends. Two distances make one pass, so
 * that the sum is read and written half as often; the compiler makes no vectors of more.
 */
final class FloatRows {
  private float[][] values = new float[0][]; // blurred along the rows: reds, greens, blues
  private float[] sum = new float[0];
  private float[] padded = new float[0];
  private float[] paddedSum = new float[0];
  private float[] before = new float[0];
  private float[] after = new float[0];
  private float[] before2 = new float[0];
  private float[] after2 = new float[0];

  /** Blurs rows of reds, greens and blues in place. */
  void blur(int[][] rows, int side, float[] kernel) {
    int middle = kernel.length / 2;
    prepare(side, middle);
    for (int y = 0; y < side; y++) {
      alongRow(rows[y], side, kernel, values[y]);
    }
    for (int y = 0; y < side; y++) {
      scale(sum, kernel[middle], values[y]);
      int d = 1;
      for (; d < middle; d += 2) {
        add(
            sum,
            kernel[middle + d],
            row(y - d, side),
            row(y + d, side),
            kernel[middle + d + 1],
            row(y - d - 1, side),
            row(y + d + 1, side));
      }
      if (d == middle) {
        add(sum, kernel[middle + d], row(y - d, side), row(y + d, side));
      }
      for (int i = 0; i < sum.length; i++) {
        rows[y][i] = GaussianBlur.round(sum[i]);
      }
    }
  }

  private float[] row(int y, int side) {
    return values[GaussianBlur.mirror(y, side)];
  }

  private void prepare(int side, int middle) {
    if (sum.length != 3 * side) {
      values = new float[side][3 * side];
      sum = new float[3 * side];
    }
    int length = 3 * (side + 2 * middle);
    if (padded.length != length) {
      padded = new float[length];
      paddedSum = new float[length];
      before = new float[length];
      after = new float[length];
      before2 = new float[length];
      after2 = new float[length];
    }
  }

  private void alongRow(int[] pixels, int side, float[] kernel, float[] out) {
    int middle = kernel.length / 2;
    int stride = side + 2 * middle;
    for (int channel = 0; channel < 3; channel++) {
      pad(pixels, channel * side, side, middle, channel * stride);
    }
    scale(paddedSum, kernel[middle], padded);
    int d = 1;
    for (; d < middle; d += 2) {
      shift(d, before, after);
      shift(d + 1, before2, after2);
      add(paddedSum, kernel[middle + d], before, after, kernel[middle + d + 1], before2, after2);
    }
    if (d == middle) {
      shift(d, before, after);
      add(paddedSum, kernel[middle + d], before, after);
    }
    for (int channel = 0; channel < 3; channel++) {
      System.arraycopy(paddedSum, channel * stride + middle, out, channel * side, side);
    }
  }

  /** One channel between its mirrored ends. */
  private void pad(int[] pixels, int from, int side, int middle, int to) {
    for (int i = 0; i < side; i++) {
      padded[to + middle + i] = pixels[from + i];
    }
    for (int d = 1; d <= middle; d++) {
      padded[to + middle - d] = pixels[from + GaussianBlur.mirror(-d, side)];
      padded[to + middle + side - 1 + d] = pixels[from + GaussianBlur.mirror(side - 1 + d, side)];
    }
  }

  /**
   * The values {@code d} places before and after. Correct between the mirrored ends, which is all
   * that is taken in the end.
   */
  private void shift(int d, float[] earlier, float[] later) {
    int kept = padded.length - d;
    System.arraycopy(padded, 0, earlier, d, kept);
    System.arraycopy(padded, d, later, 0, kept);
  }

  private static void scale(float[] to, float weight, float[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] = weight * from[i];
    }
  }

  private static void add(float[] to, float weight, float[] before, float[] after) {
    for (int i = 0; i < to.length; i++) {
      to[i] += weight * (before[i] + after[i]);
    }
  }

  /** Two distances, the nearer first. */
  private static void add(
      float[] to,
      float weight,
      float[] before,
      float[] after,
      float weight2,
      float[] before2,
      float[] after2) {
    for (int i = 0; i < to.length; i++) {
      to[i] = to[i] + weight * (before[i] + after[i]) + weight2 * (before2[i] + after2[i]);
    }
  }
}
