package org.likeness.augment;

import org.likeness.image.Image;

/**
 * A blend of every pixel with its own grey.
 *
 * @param factor 0 gives the grey image, 1 the image itself, larger values more saturation
 */
public record Saturation(double factor) implements Operation {
  public Saturation {
    Pixels.requireFactor(factor);
  }

  @Override
  public Image apply(Image image) {
    byte[] from = image.rgb();
    byte[] to = new byte[from.length];
    for (int i = 0; i < from.length; i += 3) {
      int luma = Pixels.luma(from[i] & 0xFF, from[i + 1] & 0xFF, from[i + 2] & 0xFF);
      for (int channel = 0; channel < 3; channel++) {
        to[i + channel] = (byte) Pixels.blend(luma, from[i + channel] & 0xFF, (float) factor);
      }
    }
    return new Image(image.width(), image.height(), to);
  }
}
