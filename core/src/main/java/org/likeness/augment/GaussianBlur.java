package org.likeness.augment;

import org.likeness.image.Image;

/**
 * Blur with a true Gaussian kernel, as in SimCLR: separable, taps normalised to sum 1, the image
 * mirrored at its edges without repeating the edge pixel. Single precision between rows and
 * columns, rounded to 8 bits once at the end. Taps of less than 2^-24 are left out: a pair of them
 * moves a value by 3e-5 of its 256 levels at most.
 *
 * @param sigma standard deviation in pixels, positive
 * @param taps length of the kernel, odd
 */
public record GaussianBlur(double sigma, int taps) implements Operation {
  private static final double NEGLIGIBLE = 0x1p-24;

  public GaussianBlur {
    if (!(sigma > 0) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException("sigma must be positive and finite but is " + sigma);
    }
    if (taps < 1 || taps % 2 == 0) {
      throw new IllegalArgumentException("taps must be odd and positive but is " + taps);
    }
  }

  /**
   * The kernel for an image of the given side: a tenth of it, made odd (23 for 224; 1, which is no
   * blur, below 20).
   */
  public static GaussianBlur forSide(double sigma, int side) {
    return new GaussianBlur(sigma, side / 10 / 2 * 2 + 1);
  }

  /**
   * {@code exp(-x^2 / (2 sigma^2))} over the sum of all {@code taps} such weights; as many on
   * either side of the middle as are not negligible.
   */
  float[] kernel() {
    double[] weights = new double[taps];
    double sum = 0;
    for (int i = 0; i < taps; i++) {
      double x = i - taps / 2;
      weights[i] = StrictMath.exp(-x * x / (2 * sigma * sigma));
      sum += weights[i];
    }
    int negligible = 0; // on each side
    while (negligible < taps / 2 && weights[negligible] / sum < NEGLIGIBLE) {
      negligible++;
    }
    float[] kernel = new float[taps - 2 * negligible];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) (weights[negligible + i] / sum);
    }
    return kernel;
  }

  /** The index in [0, length) that {@code i}, from anywhere, is mirrored to. */
  static int mirror(int i, int length) {
    if (length == 1) {
      return 0;
    }
    int period = 2 * (length - 1);
    int folded = Math.floorMod(i, period);
    return folded < length ? folded : period - folded;
  }

  /**
   * To 8 bits, half to even, for values from 0 to 255: beside 2^23 single precision has no room for
   * fractions, and the lowest bits of the sum are the whole number. Faster than a cast.
   */
  static int round(float value) {
    return Float.floatToRawIntBits(value + 0x1p23f) & 0xFF;
  }

  @Override
  public Image apply(Image image) {
    float[] exact = exact(image);
    byte[] to = new byte[exact.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = (byte) round(exact[i]);
    }
    return new Image(image.width(), image.height(), to);
  }

  /** The blurred values before they are rounded, laid out as the image's bytes. */
  float[] exact(Image image) {
    byte[] rgb = image.rgb();
    float[] values = new float[rgb.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rgb[i] & 0xFF;
    }
    float[] kernel = kernel();
    return pass(pass(values, image, kernel, true), image, kernel, false);
  }

  /** One axis: the middle, then pairs at growing distance; the kernel is symmetric. */
  private float[] pass(float[] from, Image size, float[] kernel, boolean alongRows) {
    int middle = kernel.length / 2;
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      float sum = kernel[middle] * from[i];
      for (int d = 1; d <= middle; d++) {
        sum +=
            kernel[middle + d]
                * (neighbour(from, size, i, -d, alongRows)
                    + neighbour(from, size, i, d, alongRows));
      }
      to[i] = sum;
    }
    return to;
  }

  private static float neighbour(float[] from, Image size, int i, int d, boolean alongRows) {
    int x = i / 3 % size.width();
    int y = i / 3 / size.width();
    int column = alongRows ? mirror(x + d, size.width()) : x;
    int row = alongRows ? y : mirror(y + d, size.height());
    return from[(row * size.width() + column) * 3 + i % 3];
  }
}
