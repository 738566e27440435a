package org.likeness.jmh;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.likeness.bench.FixedNumbers;
import org.likeness.image.Image;

/** Synthetic photographs with detail at every scale: sums of noise on finer and finer grids. */
final class Photographs {
  private static final int COARSEST = 64;

  private Photographs() {}

  static Image image(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          double value = 128;
          for (int grid = COARSEST; grid >= 1; grid /= 2) {
            value +=
                1.5
                    * grid
                    * FixedNumbers.at((long) (y / grid) * width + x / grid, grid * 3 + channel);
          }
          rgb[3 * (y * width + x) + channel] = (byte) Math.min(255, Math.max(0, Math.round(value)));
        }
      }
    }
    return new Image(width, height, rgb);
  }

  /** The same as a JPEG file of ImageIO's default quality. */
  static byte[] jpeg(int width, int height) {
    Image image = image(width, height);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, image.at(x, y, 0) << 16 | image.at(x, y, 1) << 8 | image.at(x, y, 2));
      }
    }
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      ImageIO.write(picture, "jpeg", bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
