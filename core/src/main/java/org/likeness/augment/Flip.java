package org.likeness.augment;

import org.likeness.image.Image;

/** Mirrors left and right. */
public record Flip() implements Operation {
  @Override
  public Image apply(Image image) {
    int width = image.width();
    byte[] from = image.rgb();
    byte[] to = new byte[from.length];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        System.arraycopy(from, (y * width + x) * 3, to, (y * width + width - 1 - x) * 3, 3);
      }
    }
    return new Image(width, image.height(), to);
  }
}
