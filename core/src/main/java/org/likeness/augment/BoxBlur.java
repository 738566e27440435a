package org.likeness.augment;

import org.likeness.image.Image;

/**
 * Pillow's {@code GaussianBlur}: three box filters along the rows, then three along the columns,
 * each rounded to 8 bits. The boxes have a fractional length (Gwosdek et al., <i>Theoretical
 * foundations of Gaussian convolution by extended box filtering</i>, 2011) and pixels beyond the
 * edge repeat the edge. Far from a true Gaussian for small {@code sigma}.
 *
 * @param sigma standard deviation in pixels, 0 or more
 */
public record BoxBlur(double sigma) implements Operation {
  /** Box filters along each axis. */
  static final int PASSES = 3;

  /** Fractional bits of the weights. */
  static final int BITS = 24;

  static final int HALF = 1 << (BITS - 1);

  public BoxBlur {
    if (!(sigma >= 0 && sigma <= 1000)) {
      throw new IllegalArgumentException("sigma must be in [0, 1000] but is " + sigma);
    }
  }

  /**
   * Half the length of the box in whole and fractional pixels (equations 7, 11 and 14), in single
   * precision.
   */
  float radius() {
    float variance = (float) sigma * (float) sigma / PASSES;
    float length = (float) Math.sqrt(12.0 * variance + 1.0);
    float whole = (float) Math.floor((length - 1.0) / 2.0);
    float fraction = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
    fraction /= 6 * (variance - (whole + 1) * (whole + 1));
    return whole + fraction;
  }

  /** Weight of each pixel that is entirely inside the box. */
  int innerWeight() {
    return (int) ((1 << BITS) / (radius() * 2 + 1));
  }

  /** Weight of the two pixels that the ends of the box cover in part. */
  int outerWeight() {
    return ((1 << BITS) - (2 * (int) radius() + 1) * innerWeight()) / 2;
  }

  @Override
  public Image apply(Image image) {
    Image result = image;
    for (int pass = 0; pass < PASSES; pass++) {
      result = pass(result, 1, 0);
    }
    for (int pass = 0; pass < PASSES; pass++) {
      result = pass(result, 0, 1);
    }
    return result;
  }

  private Image pass(Image from, int dx, int dy) {
    int radius = (int) radius();
    int inner = innerWeight();
    int outer = outerWeight();
    byte[] to = new byte[from.rgb().length];
    for (int i = 0; i < to.length; i++) {
      int x = i / 3 % from.width();
      int y = i / 3 / from.width();
      int sum = 0;
      for (int d = -radius; d <= radius; d++) {
        sum += clamped(from, x + d * dx, y + d * dy, i % 3);
      }
      int ends =
          clamped(from, x - (radius + 1) * dx, y - (radius + 1) * dy, i % 3)
              + clamped(from, x + (radius + 1) * dx, y + (radius + 1) * dy, i % 3);
      to[i] = (byte) (inner * sum + outer * ends + HALF >>> BITS); // 32 bits without a sign
    }
    return new Image(from.width(), from.height(), to);
  }

  private static int clamped(Image image, int x, int y, int channel) {
    return image.at(
        Math.min(Math.max(x, 0), image.width() - 1),
        Math.min(Math.max(y, 0), image.height() - 1),
        channel);
  }
}
