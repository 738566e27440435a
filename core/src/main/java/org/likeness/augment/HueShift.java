package org.likeness.augment;

/**
 * A shift of the hue for {@link FusedColour}: from hue, saturation and value back to red, green and blue. In each sixth of the circle
 * one channel is the value, one the smallest, and one in between; a table says which is which, so that nothing branches.
 *
 * <p>Whole numbers do here what {@link Hue} does in floating point: with s and v in [0, 255] and d the way to the end of the sixth in
 * 255ths, the channel in between is v (1 - s/255 d/255), rounded, which is never half-way between two whole numbers.
 */
final class HueShift {
  private static final int SQUARE = 255 * 255;

  /** Six orders of (value, between, smallest), as three shifts into a packed word. */
  private static final int[] ORDERS = {order(0, 8, 16), order(8, 0, 16), order(16, 0, 8), order(16, 8, 0), order(8, 16, 0), order(0, 16, 8)};

  /** By hue before the shift: the order of its sixth after it, and the distance in the upper 16 bits. */
  private final int[] turned = new int[256];

  HueShift(int steps) {
    for (int h = 0; h < 256; h++) {
      int hue = h + steps & 0xFF;
      int sector = Hue.sector(hue);
      int into = hue * 6 % 255;
      int distance = sector % 2 == 1 ? into : 255 - into;
      turned[h] = ORDERS[sector] | distance << 16;
    }
  }

  /** The smallest channel of a colour, from its saturation and its value. */
  static int smallest(int saturation, int value) {
    return (value * (255 - saturation) + 127) / 255;
  }

  /** Red in the lowest byte, then green, then blue. */
  int rgb(int hue, int saturation, int smallest, int value) {
    int turn = turned[hue];
    int between = (value * (SQUARE - saturation * (turn >>> 16)) + SQUARE / 2) / SQUARE;
    int packed = value | between << 8 | smallest << 16;
    int red = packed >>> (turn & 31) & 0xFF;
    int green = packed >>> (turn >>> 5 & 31) & 0xFF;
    int blue = packed >>> (turn >>> 10 & 31) & 0xFF;
    return red | green << 8 | blue << 16;
  }

  private static int order(int red, int green, int blue) {
    return red | green << 5 | blue << 10;
  }
}
