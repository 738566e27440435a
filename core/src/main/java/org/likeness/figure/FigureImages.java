package org.likeness.figure;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.likeness.error.RunException;
import org.likeness.image.BufferedImages;
import org.likeness.image.Image;
import org.likeness.io.AtomicFile;

/** Scaling of images, and writing of PNG files. */
final class FigureImages {
  /** Images up to this side are enlarged by whole factors, so that their pixels stay square. */
  static final int TINY = 48;

  private FigureImages() {}

  /** Fits an image into a square of {@code side} without changing its proportions. */
  static BufferedImage fitted(Image image, int side) {
    BufferedImage picture = BufferedImages.of(image);
    int larger = Math.max(image.width(), image.height());
    if (larger <= TINY && larger <= side) {
      int factor = side / larger;
      return scaled(
          picture,
          image.width() * factor,
          image.height() * factor,
          RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    }
    int width = Math.max(1, Math.round((float) image.width() * side / larger));
    int height = Math.max(1, Math.round((float) image.height() * side / larger));
    // Halving step by step averages what one bicubic step would skip.
    while (picture.getWidth() >= 2 * width && picture.getHeight() >= 2 * height) {
      int halfWidth = picture.getWidth() / 2;
      int halfHeight = picture.getHeight() / 2;
      picture = scaled(picture, halfWidth, halfHeight, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    }
    return scaled(picture, width, height, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
  }

  private static BufferedImage scaled(
      BufferedImage picture, int width, int height, Object interpolation) {
    if (picture.getWidth() == width && picture.getHeight() == height) {
      return picture;
    }
    BufferedImage target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = target.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, interpolation);
    graphics.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
    graphics.drawImage(picture, 0, 0, width, height, null);
    graphics.dispose();
    return target;
  }

  /**
   * Writes a PNG, with the folders that it needs; a file that cannot be written completely does not
   * stay.
   *
   * @throws RunException if it cannot be written
   */
  static void write(BufferedImage picture, Path file) {
    try {
      AtomicFile.replace(file, png(picture));
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  /** The bytes of a PNG file; without a cache in a temporary file. */
  static byte[] png(BufferedImage picture) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      if (!ImageIO.write(picture, "png", out)) {
        throw new IllegalStateException("no PNG writer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }
}
