package org.likeness.augment;

import org.likeness.image.Image;

/**
 * Spreads the values of each channel so that their histogram is as flat as 256 levels allow
 * (Pillow's integer arithmetic).
 */
public record Equalize() implements Operation {
  @Override
  public Image apply(Image image) {
    byte[] from = image.rgb();
    byte[] to = new byte[from.length];
    for (int channel = 0; channel < 3; channel++) {
      int[] histogram = new int[256];
      for (int i = channel; i < from.length; i += 3) {
        histogram[from[i] & 0xFF]++;
      }
      int[] map = map(histogram, from.length / 3);
      for (int i = channel; i < from.length; i += 3) {
        to[i] = (byte) map[from[i] & 0xFF];
      }
    }
    return new Image(image.width(), image.height(), to);
  }

  private static int[] map(int[] histogram, int pixels) {
    int highest = 255;
    while (histogram[highest] == 0) {
      highest--;
    }
    int step = (pixels - histogram[highest]) / 255;
    int[] map = new int[256];
    int below = 0;
    for (int value = 0; value < 256; value++) {
      map[value] = step == 0 ? value : Math.min(255, (step / 2 + below) / step);
      below += histogram[value];
    }
    return map;
  }
}
