package org.likeness.augment;

/**
 * The colour operations of {@link FusedPixels}: each reads every pixel through a table ({@code map}) of the changes that have not been
 * written yet, and gives what its plain twin gives.
 */
final class FusedColour {
  /** Hue by which channel is largest, range and difference of the two others; from {@link Hue#hue}. */
  private static final byte[] HUES = hues();

  /** Saturation by largest channel and range. */
  private static final byte[] SATURATIONS = saturations();

  private static final int GREEN_LARGEST = 1 << 16;
  private static final int BLUE_LARGEST = 2 << 16;

  private FusedColour() {}

  static long sumOfLuma(int[] pixels, int side, int[] map) {
    long sum = 0;
    for (int y = 0; y < side; y++) {
      int row = y * 3 * side;
      int rowSum = 0;
      for (int i = row; i < row + side; i++) {
        rowSum += Pixels.luma(map[pixels[i]], map[pixels[i + side]], map[pixels[i + 2 * side]]);
      }
      sum += rowSum;
    }
    return sum;
  }

  static void grey(int[] pixels, int side, int[] map) {
    for (int y = 0; y < side; y++) {
      int row = y * 3 * side;
      for (int i = row; i < row + side; i++) {
        int luma = Pixels.luma(map[pixels[i]], map[pixels[i + side]], map[pixels[i + 2 * side]]);
        pixels[i] = luma;
        pixels[i + side] = luma;
        pixels[i + 2 * side] = luma;
      }
    }
  }

  static void saturate(int[] pixels, int side, int[] map, float factor) {
    for (int y = 0; y < side; y++) {
      int row = y * 3 * side;
      for (int i = row; i < row + side; i++) {
        int red = map[pixels[i]];
        int green = map[pixels[i + side]];
        int blue = map[pixels[i + 2 * side]];
        int luma = Pixels.luma(red, green, blue);
        pixels[i] = Pixels.clamp((int) (luma + factor * (red - luma)));
        pixels[i + side] = Pixels.clamp((int) (luma + factor * (green - luma)));
        pixels[i + 2 * side] = Pixels.clamp((int) (luma + factor * (blue - luma)));
      }
    }
  }

  /** Turns the hue by {@code steps} of 256. */
  static void shiftHue(int[] pixels, int side, int[] map, int steps) {
    HueShift shift = new HueShift(steps);
    for (int y = 0; y < side; y++) {
      int row = y * 3 * side;
      for (int i = row; i < row + side; i++) {
        int red = map[pixels[i]];
        int green = map[pixels[i + side]];
        int blue = map[pixels[i + 2 * side]];
        int most = Math.max(red, Math.max(green, blue));
        int range = most - Math.min(red, Math.min(green, blue));
        int rgb = shift.rgb(HUES[hueIndex(red, green, blue, most, range)] & 0xFF, SATURATIONS[most << 8 | range] & 0xFF, most);
        pixels[i] = rgb & 0xFF;
        pixels[i + side] = rgb >> 8 & 0xFF;
        pixels[i + 2 * side] = rgb >> 16;
      }
    }
  }

  /** Where {@link #HUES} has the hue: for range r, the 2r + 1 differences from -r to r begin at r squared. */
  private static int hueIndex(int red, int green, int blue, int most, int range) {
    int difference = red == most ? green - blue : green == most ? GREEN_LARGEST + blue - red : BLUE_LARGEST + red - green;
    return range * range + range + difference;
  }

  private static byte[] hues() {
    byte[] hues = new byte[3 << 16];
    for (int range = 0; range < 256; range++) {
      for (int difference = -range; difference <= range; difference++) {
        int more = Math.max(difference, 0);
        int less = Math.max(-difference, 0);
        int at = range * range + range + difference;
        hues[at] = (byte) Hue.hue(range, more, less);
        hues[GREEN_LARGEST + at] = (byte) Hue.hue(less, range, more);
        hues[BLUE_LARGEST + at] = (byte) Hue.hue(more, less, range);
      }
    }
    return hues;
  }

  private static byte[] saturations() {
    byte[] saturations = new byte[1 << 16];
    for (int most = 0; most < 256; most++) {
      for (int range = 0; range <= most; range++) {
        saturations[most << 8 | range] = (byte) Hue.saturation(most, range);
      }
    }
    return saturations;
  }
}
