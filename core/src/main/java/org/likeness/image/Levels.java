package org.likeness.image;

/** Arithmetic on single values that both decoders share, so that they agree to the last bit. */
final class Levels {
  private Levels() {}

  /** A value of {@code bits} bits as one of 8, rounded. */
  static int toByte(int value, int bits) {
    if (bits == 8) {
      return value;
    }
    long largest = (1L << bits) - 1;
    return (int) ((value * 255L + largest / 2) / largest);
  }

  /** {@code value} (0 to 255) of opacity {@code alpha} (0 to 255) laid over white, rounded. */
  static int overWhite(int value, int alpha) {
    return alpha == 255 ? value : (value * alpha + 255 * (255 - alpha) + 127) / 255;
  }
}
