package org.likeness.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * From the bytes of a JPEG, PNG, GIF, BMP or WebP file to an {@link Image}. The format is
 * recognised by the content, not by the name.
 *
 * <p>OpenCV decodes where it is loaded and supports the file; ImageIO decodes the rest (CMYK,
 * palettes, animations, GIF, BMP) and everything where OpenCV is missing. Embedded RGB profiles are
 * not applied (as in other training code), CMYK is converted by its profile. Of an animation the
 * first image is taken. Thread-safe.
 */
public final class ImageDecoder {
  private static final long MAX_FILE = 1L << 29;

  private static final int MOST = 8; // eighths are what a JPEG's blocks are cut into

  private ImageDecoder() {}

  /**
   * Refuses a file before it is read into memory.
   *
   * @param bytes its length
   * @throws ImageException where it has more than 512 MB
   */
  public static void refuseTooLong(long bytes, String id) throws ImageException {
    if (bytes > MAX_FILE) {
      throw new ImageException(
          id + " has more than " + (MAX_FILE >> 20) + " MB, the limit for an image");
    }
  }

  /**
   * Decodes at full size.
   *
   * @param id names the file in messages
   * @throws ImageException where the file is not an image, cut off, broken or has more than {@link
   *     ImageHeader#MAX_PIXELS}
   */
  public static Image decode(byte[] bytes, String id) throws IOException {
    return decode(bytes, id, 0);
  }

  /**
   * Decodes a JPEG at an eighth, a quarter or half of its size where its shorter side stays at
   * least {@code minimumSide}, which saves much of the work for photographs; everything else at
   * full size.
   *
   * @param minimumSide pixels; 0 for full size
   */
  public static Image decode(byte[] bytes, String id, int minimumSide) throws IOException {
    return decode(bytes, id, minimumSide, ImageHeader.MAX_PIXELS);
  }

  /** As {@link #decode(byte[], String, int)} with another limit on the number of pixels. */
  public static Image decode(byte[] bytes, String id, int minimumSide, long maxPixels)
      throws IOException {
    if (minimumSide < 0) {
      throw new IllegalArgumentException("minimum side must not be negative but is " + minimumSide);
    }
    ParsedHeader header = HeaderParser.parse(new ByteArrayInputStream(bytes), id);
    ImageHeader.refuseTooLarge(header.width(), header.height(), id, maxPixels);
    if (!isComplete(bytes, header.format())) {
      throw new ImageException(id + " is truncated: the end of the image is missing");
    }
    if (header.format() == Format.JPEG && JpegHeader.hasTooManyScans(bytes)) {
      throw new ImageException(
          id
              + " has more than "
              + JpegHeader.MOST_SCANS
              + " scans, each a pass over the whole image: save it anew");
    }
    Optional<Image> fast =
        header.plain() && OpenCv.isAvailable()
            ? byOpenCv(bytes, header, minimumSide)
            : Optional.empty();
    Image stored =
        fast.isPresent() ? fast.get() : ImageIoDecoder.decode(bytes, header, id, maxPixels);
    return Orientation.apply(stored, header.orientation());
  }

  /**
   * Why OpenCV cannot be used here; empty where it can. Without it everything is decoded in Java:
   * slower, and JPEGs only at full size.
   */
  public static Optional<Throwable> openCvFailure() {
    return OpenCv.failure();
  }

  /**
   * An image that Java holds already: alpha is laid over white, grey repeated. The image is not
   * changed.
   */
  public static Image of(BufferedImage picture) {
    BufferedImage own = picture;
    if (picture.isAlphaPremultiplied()) { // dividing the colours by alpha would change the caller's
      // image
      own = new BufferedImage(picture.getColorModel(), picture.copyData(null), true, null);
    }
    return ImageIoDecoder.toRgb(own);
  }

  private static Optional<Image> byOpenCv(byte[] bytes, ParsedHeader header, int minimumSide) {
    if (header.format() == Format.PNG) {
      return PngHeader.essential(bytes).flatMap(OpenCvDecoder::unchanged);
    }
    if (header.format() != Format.JPEG) {
      return OpenCvDecoder.unchanged(bytes);
    }
    return OpenCvDecoder.jpeg(bytes, reduction(header.width(), header.height(), minimumSide));
  }

  /** The factor, 1, 2, 4 or 8, by which a JPEG is decoded smaller for a minimum side. */
  public static int reduction(int width, int height, int minimumSide) {
    int side = Math.min(width, height);
    int reduction = MOST;
    while (reduction > 1 && (minimumSide == 0 || side / reduction < minimumSide)) {
      reduction /= 2;
    }
    return reduction;
  }

  private static boolean isComplete(byte[] bytes, Format format) {
    return switch (format) {
      case JPEG -> JpegHeader.isComplete(bytes);
      case PNG -> PngHeader.isComplete(bytes);
      case GIF -> GifBlocks.isComplete(bytes);
      case WEBP -> WebpHeader.isComplete(bytes);
      case BMP -> BmpHeader.isComplete(bytes);
    };
  }
}
