package org.likeness.augment;

/**
 * The true Gaussian of {@link FusedBlur}, in single precision and in the order of {@link
 * GaussianBlur}'s sums.
 */
final class FloatRows {
  private float[][] values = new float[0][];
  private float[] sum = new float[0];
  private float[] row = new float[0];
  private float[] left = new float[0];
  private float[] right = new float[0];
  private float[] padded = new float[0];

  /** Blurs rows of reds, greens and blues in place. */
  void blur(int[][] rows, int side, float[] kernel) {
    prepare(side, kernel.length);
    for (int y = 0; y < side; y++) {
      alongRow(rows[y], side, kernel, values[y]);
    }
    int middle = kernel.length / 2;
    for (int y = 0; y < side; y++) {
      scale(sum, kernel[middle], values[y]);
      for (int d = 1; d <= middle; d++) {
        float[] above = values[GaussianBlur.mirror(y - d, side)];
        float[] below = values[GaussianBlur.mirror(y + d, side)];
        add(sum, kernel[middle + d], above, below);
      }
      for (int i = 0; i < sum.length; i++) {
        rows[y][i] = GaussianBlur.round(sum[i]);
      }
    }
  }

  private void prepare(int side, int taps) {
    if (sum.length != 3 * side) {
      values = new float[side][3 * side];
      sum = new float[3 * side];
      row = new float[3 * side];
      left = new float[3 * side];
      right = new float[3 * side];
    }
    if (padded.length < 3 * (side + taps)) {
      padded = new float[3 * (side + taps)];
    }
  }

  private void alongRow(int[] pixels, int side, float[] kernel, float[] out) {
    int middle = kernel.length / 2;
    int stride = side + 2 * middle;
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < side; i++) {
        padded[channel * stride + middle + i] = pixels[channel * side + i];
      }
      for (int d = 1; d <= middle; d++) {
        padded[channel * stride + middle - d] =
            pixels[channel * side + GaussianBlur.mirror(-d, side)];
        padded[channel * stride + middle + side - 1 + d] =
            pixels[channel * side + GaussianBlur.mirror(side - 1 + d, side)];
      }
    }
    copy(middle, stride, side, row);
    scale(out, kernel[middle], row);
    for (int d = 1; d <= middle; d++) {
      copy(middle - d, stride, side, left);
      copy(middle + d, stride, side, right);
      add(out, kernel[middle + d], left, right);
    }
  }

  private void copy(int from, int stride, int side, float[] to) {
    for (int channel = 0; channel < 3; channel++) {
      System.arraycopy(padded, channel * stride + from, to, channel * side, side);
    }
  }

  private static void scale(float[] to, float weight, float[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] = weight * from[i];
    }
  }

  private static void add(float[] to, float weight, float[] left, float[] right) {
    for (int i = 0; i < to.length; i++) {
      to[i] += weight * (left[i] + right[i]);
    }
  }
}
