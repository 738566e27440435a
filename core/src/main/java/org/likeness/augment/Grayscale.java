package org.likeness.augment;

import org.likeness.image.Image;

/** Removes colour: the luma of every pixel, three times. */
public record Grayscale() implements Operation {
  @Override
  public Image apply(Image image) {
    byte[] from = image.rgb();
    byte[] to = new byte[from.length];
    for (int i = 0; i < from.length; i += 3) {
      byte luma = (byte) Pixels.luma(from[i] & 0xFF, from[i + 1] & 0xFF, from[i + 2] & 0xFF);
      to[i] = luma;
      to[i + 1] = luma;
      to[i + 2] = luma;
    }
    return new Image(image.width(), image.height(), to);
  }
}
