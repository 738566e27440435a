package org.likeness.image;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;

/**
 * The header of an image file; no pixel is decoded. The decoder gives an image of exactly this
 * size.
 *
 * @param format {@code jpeg}, {@code png}, {@code gif}, {@code bmp} or {@code webp}
 * @param width pixels in a row after EXIF rotation
 * @param height rows after EXIF rotation
 */
public record ImageHeader(String format, int width, int height) {
  /** The default limit: images with more pixels are refused. */
  public static final long MAX_PIXELS = 100_000_000;

  private static final int BUFFER = 4096;

  /**
   * Reads a header from the beginning of a file.
   *
   * @param firstBytes the whole file, or enough of it to reach the size: 64 KB do for all but JPEG
   *     with long metadata, which needs more
   * @throws ImageException where it is not an image, cut off, or larger than {@link #MAX_PIXELS}
   */
  public static ImageHeader read(byte[] firstBytes, String id) throws IOException {
    return read(new ByteArrayInputStream(firstBytes), id);
  }

  /**
   * As {@link #read(byte[], String)}, from the channel's position on; the position afterwards is
   * undefined.
   */
  public static ImageHeader read(SeekableByteChannel channel, String id) throws IOException {
    return read(new BufferedInputStream(Channels.newInputStream(channel), BUFFER), id);
  }

  /**
   * As {@link #read(byte[], String)}; may read some thousand bytes of the stream more than needed
   * and does not close it; sets a mark of its own.
   */
  public static ImageHeader read(InputStream in, String id) throws IOException {
    return read(in, id, MAX_PIXELS);
  }

  /** As {@link #read(InputStream, String)} with another limit on the number of pixels. */
  public static ImageHeader read(InputStream in, String id, long maxPixels) throws IOException {
    ParsedHeader header = HeaderParser.parse(in, id);
    refuseTooLarge(header.width(), header.height(), id, maxPixels);
    return header.upright();
  }

  /** One rule for headers and decoder. */
  static void refuseTooLarge(int width, int height, String id, long maxPixels)
      throws ImageException {
    if ((long) width * height > maxPixels) {
      String limit = BigDecimal.valueOf(maxPixels, 6).stripTrailingZeros().toPlainString();
      throw new ImageException(
          id
              + " has "
              + width
              + " x "
              + height
              + " pixels, more than the limit of "
              + limit
              + " megapixels: make it smaller, or raise data.max-pixels");
    }
  }
}
