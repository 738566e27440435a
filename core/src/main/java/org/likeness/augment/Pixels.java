package org.likeness.augment;

import java.util.function.IntUnaryOperator;
import org.likeness.image.Image;

/** The arithmetic of 8-bit pixels that several operations share, rounded as Pillow rounds. */
final class Pixels {
  private Pixels() {}

  /** Luma of ITU-R 601 in 16-bit fixed point: 0.299 red + 0.587 green + 0.114 blue, rounded. */
  static int luma(int red, int green, int blue) {
    return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
  }

  /**
   * {@code from + factor * (to - from)} in single precision, truncated to a whole number and kept
   * in [0, 255].
   */
  static int blend(int from, int to, float factor) {
    float mixed = from + factor * (to - from);
    return mixed <= 0 ? 0 : mixed >= 255 ? 255 : (int) mixed;
  }

  static int clamp(int value) {
    return Math.min(255, Math.max(0, value));
  }

  /** An image whose every byte is {@code map} of the byte of the given one. */
  static Image map(Image image, IntUnaryOperator map) {
    byte[] from = image.rgb();
    byte[] to = new byte[from.length];
    for (int i = 0; i < from.length; i++) {
      to[i] = (byte) map.applyAsInt(from[i] & 0xFF);
    }
    return new Image(image.width(), image.height(), to);
  }

  /** Checks a factor of brightness, contrast or saturation. */
  static void requireFactor(double factor) {
    if (!(factor >= 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("factor must be finite and not negative but is " + factor);
    }
  }
}
