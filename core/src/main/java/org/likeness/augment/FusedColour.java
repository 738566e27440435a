package org.likeness.augment;

/**
 * The colour operations of {@link FusedPixels} on its three planes; each gives what its plain twin gives. Those that read a table
 * ({@code map}) look every value up in it first: the changes that have not been written yet.
 */
final class FusedColour {
  /** Hue by red - green and green - blue, which determine it. */
  private static final byte[] HUES = hues();

  /** Saturation, and in the upper byte the smallest channel that goes with it, by largest channel and range. */
  private static final char[] TONES = tones();

  /** Bits of the fixed-point factor of {@link #saturate}. */
  private static final int BITS = 22;

  /** Sums of luma are taken over so many pixels before they could leave 32 bits. */
  private static final int BLOCK = 1 << 16;

  private int[] luma = new int[0];

  /** Replaces every value by its entry in the table. */
  static void flush(int[][] planes, int area, int[] map) {
    for (int[] plane : planes) {
      for (int i = 0; i < area; i++) {
        plane[i] = map[plane[i] & 0xFF];
      }
    }
  }

  long sumOfLuma(int[][] planes, int area, int[] map) {
    int[] reds = planes[0];
    int[] greens = planes[1];
    int[] blues = planes[2];
    long sum = 0;
    for (int from = 0; from < area; from += BLOCK) {
      int end = Math.min(area, from + BLOCK);
      int part = 0;
      for (int i = from; i < end; i++) {
        part += Pixels.luma(map[reds[i] & 0xFF], map[greens[i] & 0xFF], map[blues[i] & 0xFF]);
      }
      sum += part;
    }
    return sum;
  }

  /** On flushed planes. */
  long sumOfLuma(int[][] planes, int area) {
    luma(planes, area);
    int[] values = luma;
    long sum = 0;
    for (int from = 0; from < area; from += BLOCK) {
      int end = Math.min(area, from + BLOCK);
      int part = 0;
      for (int i = from; i < end; i++) {
        part += values[i];
      }
      sum += part;
    }
    return sum;
  }

  /** On flushed planes. */
  void grey(int[][] planes, int area) {
    luma(planes, area);
    for (int[] plane : planes) {
      System.arraycopy(luma, 0, plane, 0, area);
    }
  }

  private void luma(int[][] planes, int area) {
    if (luma.length < area) {
      luma = new int[area];
    }
    luma(planes[0], planes[1], planes[2], luma, area);
  }

  private static void luma(int[] reds, int[] greens, int[] blues, int[] out, int area) {
    for (int i = 0; i < area; i++) {
      out[i] = 19595 * reds[i] + 38470 * greens[i] + 7471 * blues[i] + 32768 >> 16;
    }
  }

  /** On flushed planes. */
  void saturate(int[][] planes, int area, float factor) {
    luma(planes, area);
    for (int[] plane : planes) {
      if (isSafeInFixedPoint(factor)) {
        blend(luma, plane, fixed(factor), area);
      } else {
        blend(luma, plane, factor, area);
      }
    }
  }

  private static void blend(int[] luma, int[] plane, int factor, int area) {
    for (int i = 0; i < area; i++) {
      int value = luma[i] + (factor * (plane[i] - luma[i]) >> BITS);
      plane[i] = (value | 255 - value >> 31) & ~(value >> 31) & 255; // clamped by masks, which keep this a vector loop
    }
  }

  private static void blend(int[] luma, int[] plane, float factor, int area) {
    for (int i = 0; i < area; i++) {
      plane[i] = Pixels.clamp((int) (luma[i] + factor * (plane[i] - luma[i])));
    }
  }

  private static int fixed(float factor) {
    return Math.round(factor * (1 << BITS));
  }

  /**
   * Whether fixed point cuts off to the same whole numbers as single precision: no product of the factor and a difference comes within
   * 2^-14 of a whole number, unless both are exactly there. The factor is off by at most 2^-23, its products by 2^-15; sums up to 512
   * in single precision are rounded by at most 2^-16. True of about 97 factors in 100.
   */
  static boolean isSafeInFixedPoint(float factor) {
    if (factor >= 2) {
      return false; // products would leave 32 bits
    }
    int fixed = fixed(factor);
    int margin = 1 << (BITS - 14);
    for (int difference = 1; difference < 256; difference++) {
      int fraction = fixed * difference & (1 << BITS) - 1;
      boolean far = fraction >= margin && fraction <= (1 << BITS) - margin;
      if (!far && !(fraction == 0 && factor * difference == fixed * difference >> BITS)) {
        return false;
      }
    }
    return true;
  }

  /** Turns the hue by {@code steps} of 256. */
  static void shiftHue(int[][] planes, int area, int[] map, int steps) {
    HueShift shift = new HueShift(steps);
    int[] reds = planes[0];
    int[] greens = planes[1];
    int[] blues = planes[2];
    for (int i = 0; i < area; i++) {
      int red = map[reds[i] & 0xFF];
      int green = map[greens[i] & 0xFF];
      int blue = map[blues[i] & 0xFF];
      int most = Math.max(red, Math.max(green, blue));
      int range = most - Math.min(red, Math.min(green, blue));
      int tone = TONES[most << 8 | range];
      int rgb = shift.rgb(HUES[hueIndex(red, green, blue)] & 0xFF, tone & 0xFF, tone >> 8, most);
      reds[i] = rgb & 0xFF;
      greens[i] = rgb >> 8 & 0xFF;
      blues[i] = rgb >> 16;
    }
  }

  private static int hueIndex(int red, int green, int blue) {
    return (red - green + 255 << 9) + green - blue + 255;
  }

  private static byte[] hues() {
    byte[] hues = new byte[511 << 9];
    for (int redMore = -255; redMore < 256; redMore++) {
      for (int greenMore = -255; greenMore < 256; greenMore++) {
        int least = Math.min(redMore + greenMore, Math.min(greenMore, 0));
        int red = redMore + greenMore - least;
        int green = greenMore - least;
        if (red < 256 && green < 256 && least > -256) {
          hues[hueIndex(red, green, -least)] = (byte) Hue.hue(red, green, -least);
        }
      }
    }
    return hues;
  }

  private static char[] tones() {
    char[] tones = new char[1 << 16];
    for (int most = 0; most < 256; most++) {
      for (int range = 0; range <= most; range++) {
        int saturation = Hue.saturation(most, range);
        tones[most << 8 | range] = (char) (saturation | HueShift.smallest(saturation, most) << 8);
      }
    }
    return tones;
  }
}
