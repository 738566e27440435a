package org.likeness.augment;

import java.util.List;

/**
 * CIE L*a*b* of an sRGB colour, white point D65 (2 degrees): L in [0, 100], a and b roughly in
 * [-110, 110]. CMC (Tian et al., 2019) learns from L as one view and ab as the other.
 */
public final class LabColour {
  /** The middle of each channel's range over all sRGB colours, as in CMC's released code. */
  public static final List<Double> MEAN = List.of(50.0, 6.025, -6.690);

  /** Half of each channel's range over all sRGB colours, as in CMC's released code. */
  public static final List<Double> STD = List.of(50.0, 92.208, 101.168);

  private static final double[] LINEAR = linear();
  private static final double WHITE_X = 0.95047;
  private static final double WHITE_Z = 1.08883;

  private LabColour() {}

  /** Writes L, a and b of a colour with channels in [0, 255] to {@code out[0..2]}. */
  public static void convert(int red, int green, int blue, double[] out) {
    double r = LINEAR[red];
    double g = LINEAR[green];
    double b = LINEAR[blue];
    double x = curve((0.412453 * r + 0.357580 * g + 0.180423 * b) / WHITE_X);
    double y = curve(0.212671 * r + 0.715160 * g + 0.072169 * b);
    double z = curve((0.019334 * r + 0.119193 * g + 0.950227 * b) / WHITE_Z);
    out[0] = 116 * y - 16;
    out[1] = 500 * (x - y);
    out[2] = 200 * (y - z);
  }

  private static double curve(double t) {
    return t > 0.008856 ? StrictMath.cbrt(t) : 7.787 * t + 16.0 / 116;
  }

  /** Undoes the gamma of sRGB. */
  private static double[] linear() {
    double[] linear = new double[256];
    for (int value = 0; value < 256; value++) {
      double c = value / 255.0;
      linear[value] = c > 0.04045 ? StrictMath.pow((c + 0.055) / 1.055, 2.4) : c / 12.92;
    }
    return linear;
  }
}
