package org.likeness.image;

import java.awt.image.BufferedImage;

/** Converts images for {@code java.awt}; {@link ImageDecoder#of} converts them back. */
public final class BufferedImages {
  private BufferedImages() {}

  /** The same pixels, of type {@code TYPE_INT_RGB}. */
  public static BufferedImage of(Image image) {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[image.width() * image.height()];
    byte[] rgb = image.rgb();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | rgb[3 * i + 2] & 0xFF;
    }
    picture.setRGB(0, 0, image.width(), image.height(), pixels, 0, image.width());
    return picture;
  }
}
