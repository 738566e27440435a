package org.likeness.augment;

/**
 * The colour operations of {@link FusedPixels} except the hue; each gives what its simple
 * implementation gives. A blend in single precision is done in fixed point, several pixels at a
 * time, wherever that provably truncates to the same whole numbers, and by its definition
 * elsewhere. Sums and comparisons are written so that the compiler makes vector instructions of
 * them.
 */
final class FusedColour {
  /** Bits of the fixed-point factor. */
  private static final int BITS = 22;

  private static final int MASK = (1 << BITS) - 1;

  /** How near to a whole number a product must not come: 2^-14. */
  private static final int MARGIN = 1 << (BITS - 14);

  /** Sums of luma are taken over so many pixels before they could leave 32 bits. */
  private static final int BLOCK = 1 << 16;

  private int[] luma = new int[0];

  void brightness(int[][] planes, int area, float factor) {
    blendWithConstant(planes, area, 0, factor);
  }

  void contrast(int[][] planes, int area, float factor) {
    blendWithConstant(planes, area, Contrast.mean(sumOfLuma(planes, area), area), factor);
  }

  void saturation(int[][] planes, int area, float factor) {
    luma(planes, area);
    boolean safe = isSafeInFixedPoint(factor);
    for (int[] plane : planes) {
      if (safe) {
        blend(luma, plane, fixed(factor), area);
      } else {
        for (int i = 0; i < area; i++) {
          plane[i] = Pixels.blend(luma[i], plane[i], factor);
        }
      }
    }
  }

  void grey(int[][] planes, int area) {
    luma(planes, area);
    for (int[] plane : planes) {
      System.arraycopy(luma, 0, plane, 0, area);
    }
  }

  static void solarize(int[][] planes, int area, int threshold) {
    for (int[] plane : planes) {
      for (int i = 0; i < area; i++) {
        plane[i] ^= threshold - 1 - plane[i] >> 31 & 255; // 255 - v is v with all bits turned over
      }
    }
  }

  private static void blendWithConstant(int[][] planes, int area, int constant, float factor) {
    boolean safe = isSafeInFixedPoint(factor);
    for (int[] plane : planes) {
      if (safe) {
        blend(constant, plane, fixed(factor), area);
      } else {
        for (int i = 0; i < area; i++) {
          plane[i] = Pixels.blend(constant, plane[i], factor);
        }
      }
    }
  }

  private static void blend(int constant, int[] plane, int factor, int area) {
    for (int i = 0; i < area; i++) {
      int value = constant + (factor * (plane[i] - constant) >> BITS);
      plane[i] = (value | 255 - value >> 31) & ~(value >> 31) & 255; // clamped by masks
    }
  }

  private static void blend(int[] luma, int[] plane, int factor, int area) {
    for (int i = 0; i < area; i++) {
      int value = luma[i] + (factor * (plane[i] - luma[i]) >> BITS);
      plane[i] = (value | 255 - value >> 31) & ~(value >> 31) & 255;
    }
  }

  private static int fixed(float factor) {
    return Math.round(factor * (1 << BITS));
  }

  /**
   * Whether fixed point truncates to the same whole numbers as single precision: no product of the
   * factor and a difference comes within 2^-14 of a whole number, unless both are exactly there.
   * The factor is off by at most 2^-23, its products by 2^-15; sums up to 512 in single precision
   * are rounded by at most 2^-16. True of about 97 factors in 100.
   */
  static boolean isSafeInFixedPoint(float factor) {
    if (factor >= 2) {
      return false; // products would leave 32 bits
    }
    int fixed = fixed(factor);
    return allFar(fixed) || allFarOrExact(factor, fixed);
  }

  /**
   * The common case: no product is near a whole number (a negative number in the sum of bits marks
   * one that is).
   */
  private static boolean allFar(int fixed) {
    int near = 0;
    for (int difference = 1; difference < 256; difference++) {
      near |= (fixed * difference + MARGIN & MASK) - 2 * MARGIN;
    }
    return near >= 0;
  }

  private static boolean allFarOrExact(float factor, int fixed) {
    for (int difference = 1; difference < 256; difference++) {
      int product = fixed * difference;
      boolean near = (product + MARGIN & MASK) < 2 * MARGIN;
      boolean exact = (product & MASK) == 0 && factor * difference == product >> BITS;
      if (near && !exact) {
        return false;
      }
    }
    return true;
  }

  private long sumOfLuma(int[][] planes, int area) {
    luma(planes, area);
    long sum = 0;
    for (int from = 0; from < area; from += BLOCK) {
      sum += sum(luma, from, Math.min(area, from + BLOCK));
    }
    return sum;
  }

  private static int sum(int[] values, int from, int end) {
    int sum = 0;
    for (int i = from; i < end; i++) {
      sum += values[i];
    }
    return sum;
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
}
