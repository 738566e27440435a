package org.likeness.server.studio;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.likeness.image.BufferedImages;
import org.likeness.image.Image;
import org.likeness.server.DecodingLimit;

/**
 * Small pictures of images, made when they are asked for; those asked for last are kept in memory,
 * up to a number of bytes. Thread-safe.
 */
final class Thumbnails {
  /** Of pictures in grids and lists. */
  static final int USUAL_SIDE = 128;

  /** Sides that are made; others are rounded up, so that the cache has few of each image. */
  private static final int[] SIDES = {64, 128, 256, 512, 1024};

  private static final int PNG_UP_TO = 96;
  private static final long USUAL_BYTES = 96L << 20;
  private static final int OVERHEAD = 200;

  private final DecodingLimit limit;
  private final long mostBytes;
  private final Map<String, Picture> pictures = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** Makes an image available, at a size that a picture can be made from. */
  interface Source {
    /**
     * The decoded image.
     *
     * @param leastSide see {@link org.likeness.data.Dataset#load(int, int)}
     */
    Image load(int leastSide) throws IOException;
  }

  /**
   * With the usual memory.
   *
   * @param limit of the images that are decoded
   */
  Thumbnails(DecodingLimit limit) {
    this(limit, USUAL_BYTES);
  }

  Thumbnails(DecodingLimit limit, long mostBytes) {
    this.limit = limit;
    this.mostBytes = mostBytes;
  }

  /**
   * A picture of an image.
   *
   * @param key of the image: an image with other content has another key
   * @param side its larger side has at most about so many pixels; small images are not enlarged
   */
  Picture of(String key, int side, Source source) throws IOException {
    int made = rounded(side);
    String name = made + " " + key;
    Optional<Picture> kept = kept(name);
    if (kept.isPresent()) {
      return kept.get();
    }
    Picture picture = limit.with(() -> encoded(source.load(made), made));
    keep(name, picture);
    return picture;
  }

  private static int rounded(int side) {
    for (int made : SIDES) {
      if (side <= made) {
        return made;
      }
    }
    return SIDES[SIDES.length - 1];
  }

  private synchronized Optional<Picture> kept(String name) {
    return Optional.ofNullable(pictures.get(name));
  }

  private synchronized void keep(String name, Picture picture) {
    if (picture.bytes().length > mostBytes / 4) {
      return;
    }
    Picture before = pictures.put(name, picture);
    bytes += size(picture) - (before == null ? 0 : size(before));
    var oldest = pictures.values().iterator();
    while (bytes > mostBytes && oldest.hasNext()) {
      bytes -= size(oldest.next());
      oldest.remove();
    }
  }

  /** Bytes of all that is kept. */
  synchronized long bytes() {
    return bytes;
  }

  private static int size(Picture picture) {
    return picture.bytes().length + OVERHEAD;
  }

  /** PNG for small pictures, JPEG for others. */
  static Picture encoded(Image image, int side) throws IOException {
    BufferedImage picture = fitted(image, side);
    boolean png = Math.max(picture.getWidth(), picture.getHeight()) <= PNG_UP_TO;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture, png ? "png" : "jpeg", out)) {
        throw new IllegalStateException("no writer of pictures");
      }
    }
    return new Picture(png ? "image/png" : "image/jpeg", bytes.toByteArray());
  }

  private static BufferedImage fitted(Image image, int side) {
    BufferedImage picture = BufferedImages.of(image);
    int larger = Math.max(image.width(), image.height());
    if (larger <= side) {
      return picture;
    }
    int width = Math.max(1, Math.round((float) image.width() * side / larger));
    int height = Math.max(1, Math.round((float) image.height() * side / larger));
    // Halving step by step averages what one bilinear step would skip.
    while (picture.getWidth() >= 2 * width && picture.getHeight() >= 2 * height) {
      picture = scaled(picture, picture.getWidth() / 2, picture.getHeight() / 2);
    }
    return scaled(picture, width, height);
  }

  private static BufferedImage scaled(BufferedImage picture, int width, int height) {
    BufferedImage target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = target.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, width, height, null);
    graphics.dispose();
    return target;
  }
}
