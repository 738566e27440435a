package org.likeness.augment;

import org.likeness.image.Image;

/**
 * Rotates the colour circle, in Pillow's 8-bit HSV: hue and saturation are truncated to 256 steps
 * before the hue is shifted, so that a shift in floating point differs by several levels.
 *
 * @param shift fraction of the circle, in [-0.5, 0.5]
 */
public record Hue(double shift) implements Operation {
  public Hue {
    if (!(Math.abs(shift) <= 0.5)) {
      throw new IllegalArgumentException("shift must be in [-0.5, 0.5] but is " + shift);
    }
  }

  @Override
  public Image apply(Image image) {
    byte[] from = image.rgb();
    byte[] to = new byte[from.length];
    for (int i = 0; i < from.length; i += 3) {
      int red = from[i] & 0xFF;
      int green = from[i + 1] & 0xFF;
      int blue = from[i + 2] & 0xFF;
      int most = Math.max(red, Math.max(green, blue));
      int range = most - Math.min(red, Math.min(green, blue));
      int rgb = toRgb(hue(red, green, blue) + steps() & 0xFF, saturation(most, range), most);
      to[i] = (byte) (rgb >> 16);
      to[i + 1] = (byte) (rgb >> 8);
      to[i + 2] = (byte) rgb;
    }
    return new Image(image.width(), image.height(), to);
  }

  /** The shift in 256ths of the circle, as the type of a byte keeps it. */
  int steps() {
    return (int) (255 * shift) & 0xFF;
  }

  /** Hue in [0, 255]; 0 for greys. It depends on the differences between channels only. */
  static int hue(int red, int green, int blue) {
    int most = Math.max(red, Math.max(green, blue));
    float range = most - Math.min(red, Math.min(green, blue));
    if (range == 0) {
      return 0;
    }
    float r = (most - red) / range;
    float g = (most - green) / range;
    float b = (most - blue) / range;
    float sixths =
        red == most ? b - g : green == most ? (float) (2.0 + r - b) : (float) (4.0 + g - r);
    float turn = (float) ((sixths / 6.0 + 1.0) % 1.0);
    return (int) (turn * 255.0);
  }

  /**
   * Saturation in [0, 255], from the largest channel and the difference between largest and
   * smallest.
   */
  static int saturation(int most, int range) {
    return range == 0 ? 0 : (int) ((float) range / most * 255.0);
  }

  /** The sixth of the circle (0 to 5) that a hue is in. */
  static int sector(int hue) {
    return (int) (hue * 6.0 / 255.0) % 6;
  }

  /** Position of a hue within its sixth, in [0, 1). */
  static float fraction(int hue) {
    double sixths = hue * 6.0 / 255.0;
    return (float) (sixths - Math.floor(sixths));
  }

  /** Back to colours: red in bits 16 to 23, then green, then blue. */
  static int toRgb(int hue, int saturation, int value) {
    float f = fraction(hue);
    float s = (float) (saturation / 255.0);
    int p = round(value * (1.0 - s));
    int q = round(value * (1.0 - s * f));
    int t = round(value * (1.0 - s * (1.0 - f)));
    return switch (sector(hue)) {
      case 0 -> pack(value, t, p);
      case 1 -> pack(q, value, p);
      case 2 -> pack(p, value, t);
      case 3 -> pack(p, q, value);
      case 4 -> pack(t, p, value);
      default -> pack(value, p, q);
    };
  }

  private static int round(double positive) {
    return (int) (positive + 0.5);
  }

  private static int pack(int red, int green, int blue) {
    return red << 16 | green << 8 | blue;
  }
}
