package org.likeness.augment;

/**
 * The hue rotation of {@link FusedPixels}, in whole numbers with the results that {@link Hue} has
 * in floating point.
 *
 * <p>With 8-bit saturation s and value v, each channel is v (1 - s/255 w/255), rounded, where w in
 * [0, 255] depends on the hue alone: 0 for the largest channel, 255 for the smallest, in between
 * for the third. The product is never half-way between whole numbers and no nearer to it than 1 /
 * (2 * 255^2), so that 24 fractional bits of s v / 255^2 are enough to round it correctly.
 */
final class FusedHue {
  private static final int BITS = 24;

  /** So many pixels at a time pass through all steps, to stay in the nearest cache. */
  private static final int BLOCK = 1024;

  /** Hue by red - green and green - blue, which determine it. */
  private static final byte[] HUES = hues();

  /** Saturation times value over 255 squared, in fixed point, by value and range. */
  private static final int[] CHROMA = chroma();

  /** The three w of each hue, red lowest. */
  private static final int[] WHEEL = wheel();

  private final int[] most = new int[BLOCK];
  private final int[] hue = new int[BLOCK];
  private final int[] chroma = new int[BLOCK];
  private final int[] red = new int[BLOCK];
  private final int[] green = new int[BLOCK];
  private final int[] blue = new int[BLOCK];

  /** Rotates the hue of the first {@code area} pixels by {@code steps} of 256. */
  void shift(int[][] planes, int area, int steps) {
    for (int from = 0; from < area; from += BLOCK) {
      int length = Math.min(BLOCK, area - from);
      System.arraycopy(planes[0], from, red, 0, length);
      System.arraycopy(planes[1], from, green, 0, length);
      System.arraycopy(planes[2], from, blue, 0, length);
      largest(red, green, blue, most, length);
      range(red, green, blue, most, chroma, length);
      differences(red, green, blue, hue, length);
      lookUp(hue, chroma, steps, length);
      channel(most, chroma, hue, 0, red, length);
      channel(most, chroma, hue, 8, green, length);
      channel(most, chroma, hue, 16, blue, length);
      System.arraycopy(red, 0, planes[0], from, length);
      System.arraycopy(green, 0, planes[1], from, length);
      System.arraycopy(blue, 0, planes[2], from, length);
    }
  }

  /**
   * The largest channel. Comparisons are masks, and each loop writes one array, for the sake of
   * vectors.
   */
  private static void largest(int[] red, int[] green, int[] blue, int[] most, int length) {
    for (int i = 0; i < length; i++) {
      int redMore = red[i] - green[i];
      int larger = green[i] + (redMore & ~(redMore >> 31));
      int aboveBlue = larger - blue[i];
      most[i] = blue[i] + (aboveBlue & ~(aboveBlue >> 31));
    }
  }

  /** Position in {@link #CHROMA}. */
  private static void range(
      int[] red, int[] green, int[] blue, int[] most, int[] chroma, int length) {
    for (int i = 0; i < length; i++) {
      int redMore = red[i] - green[i];
      int smaller = green[i] + (redMore & redMore >> 31);
      int belowBlue = smaller - blue[i];
      int smallest = blue[i] + (belowBlue & belowBlue >> 31);
      chroma[i] = (most[i] << 8) + most[i] - smallest;
    }
  }

  /**
   * Position in {@link #HUES}: red - green in the upper bits, green - blue in the lower ones, each
   * plus 255.
   */
  private static void differences(int[] red, int[] green, int[] blue, int[] hue, int length) {
    for (int i = 0; i < length; i++) {
      hue[i] = (red[i] << 9) - green[i] * 511 - blue[i] + (255 << 9) + 255;
    }
  }

  private static void lookUp(int[] hue, int[] chroma, int steps, int length) {
    for (int i = 0; i < length; i++) {
      hue[i] = WHEEL[HUES[hue[i]] + steps & 0xFF];
      chroma[i] = CHROMA[chroma[i]];
    }
  }

  private static void channel(
      int[] most, int[] chroma, int[] wheel, int shift, int[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = most[i] - (chroma[i] * (wheel[i] >>> shift & 0xFF) + (1 << BITS - 1) >>> BITS);
    }
  }

  private static byte[] hues() {
    byte[] hues = new byte[511 << 9];
    for (int redMore = -255; redMore < 256; redMore++) {
      for (int greenMore = -255; greenMore < 256; greenMore++) {
        int least = Math.min(redMore + greenMore, Math.min(greenMore, 0));
        int red = redMore + greenMore - least;
        int green = greenMore - least;
        if (red < 256 && green < 256 && least > -256) {
          hues[(redMore + 255 << 9) + greenMore + 255] = (byte) Hue.hue(red, green, -least);
        }
      }
    }
    return hues;
  }

  private static int[] chroma() {
    int[] chroma = new int[1 << 16];
    for (int most = 0; most < 256; most++) {
      for (int range = 0; range <= most; range++) {
        chroma[most << 8 | range] = chroma(Hue.saturation(most, range), most);
      }
    }
    return chroma;
  }

  private static int chroma(int saturation, int value) {
    return (int) Math.round((double) (saturation * value) * (1 << BITS) / (255 * 255));
  }

  private static int[] wheel() {
    int[] wheel = new int[256];
    for (int hue = 0; hue < 256; hue++) {
      int into = hue * 6 % 255;
      int rising = 255 - into;
      wheel[hue] =
          switch (Hue.sector(hue)) {
            case 0 -> pack(0, rising, 255);
            case 1 -> pack(into, 0, 255);
            case 2 -> pack(255, 0, rising);
            case 3 -> pack(255, into, 0);
            case 4 -> pack(rising, 255, 0);
            default -> pack(0, 255, into);
          };
    }
    return wheel;
  }

  private static int pack(int red, int green, int blue) {
    return red | green << 8 | blue << 16;
  }

  /** One colour from hue, saturation and value, red in the lowest byte, for tests. */
  static int rgb(int hue, int saturation, int value) {
    int[] out = new int[3];
    for (int i = 0; i < 3; i++) {
      int[] one = new int[1];
      channel(
          new int[] {value},
          new int[] {chroma(saturation, value)},
          new int[] {WHEEL[hue]},
          8 * i,
          one,
          1);
      out[i] = one[0];
    }
    return pack(out[0], out[1], out[2]);
  }
}
