package org.likeness.augment;

/**
 * From hue, saturation and value back to red, green and blue after a shift of the hue, for {@link FusedColour}. In each sixth of the
 * circle one channel is the value, one the smallest, and one in between; tables say which is which, so that nothing branches.
 */
final class HueShift {
  private static final double[] SATURATION = new double[256];

  /** Six orders of (value, between, smallest), as three shifts into a packed word. */
  private static final int[] ORDERS = {order(0, 8, 16), order(8, 0, 16), order(16, 0, 8), order(16, 8, 0), order(8, 16, 0), order(0, 16, 8)};

  private final double[] distance = new double[256];
  private final boolean[] falling = new boolean[256];
  private final int[] order = new int[256];

  static {
    for (int s = 0; s < 256; s++) {
      SATURATION[s] = (float) (s / 255.0);
    }
  }

  HueShift(int steps) {
    for (int h = 0; h < 256; h++) {
      int hue = h + steps & 0xFF;
      int sector = Hue.sector(hue);
      falling[h] = sector % 2 == 1;
      distance[h] = falling[h] ? Hue.fraction(hue) : 1.0 - Hue.fraction(hue);
      order[h] = ORDERS[sector];
    }
  }

  /** Red in the lowest byte, then green, then blue. */
  int rgb(int hue, int saturation, int value) {
    double s = SATURATION[saturation];
    double part = s * distance[hue];
    double rounded = (float) part; // the plain twin multiplies in single precision where the channel falls
    int between = (int) (value * (1.0 - (falling[hue] ? rounded : part)) + 0.5);
    int smallest = (int) (value * (1.0 - s) + 0.5);
    int packed = value | between << 8 | smallest << 16;
    int shifts = order[hue];
    return packed >>> (shifts & 31) & 0xFF | (packed >>> (shifts >> 8 & 31) & 0xFF) << 8 | (packed >>> (shifts >> 16) & 0xFF) << 16;
  }

  private static int order(int red, int green, int blue) {
    return red | green << 8 | blue << 16;
  }
}
