package org.likeness.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;
import org.likeness.image.ImageException;
import org.likeness.image.ImageHeader;

/**
 * Decodes uploaded images: pixels are counted by the header before anything is decoded, as many
 * images as there are processors are decoded at a time, and one large one. Thread-safe.
 */
public final class UploadedImages {
  /** Images with more pixels are decoded one at a time. */
  private static final long LARGE = 20_000_000;

  private static final String ID = "the image";

  private final Semaphore decoding = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final Semaphore large = new Semaphore(1);

  /**
   * Decodes an image and makes something of it, while it counts as one that is being decoded.
   *
   * @param leastSide as for {@link ImageDecoder#decode(byte[], String, int)}
   * @throws Refusal if there are no bytes (400), they are not an image (415), it has too many
   *     pixels (413), or it is broken (422)
   */
  public <T> T decode(byte[] bytes, int leastSide, Function<Image, T> use) throws IOException {
    ImageHeader header = header(bytes);
    boolean isLarge = (long) header.width() * header.height() > LARGE;
    if (isLarge) {
      large.acquireUninterruptibly();
    }
    decoding.acquireUninterruptibly();
    try {
      return use.apply(ImageDecoder.decode(bytes, ID, leastSide));
    } catch (ImageException e) {
      throw new Refusal(Refusal.UNPROCESSABLE, e.getMessage());
    } finally {
      decoding.release();
      if (isLarge) {
        large.release();
      }
    }
  }

  /**
   * The header of an image that may be decoded.
   *
   * @throws Refusal as for {@link #decode}
   */
  public static ImageHeader header(byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      throw new Refusal(Refusal.BAD_REQUEST, "there is no image: the upload is empty");
    }
    ImageHeader header;
    try {
      header = ImageHeader.read(new ByteArrayInputStream(bytes), ID, Long.MAX_VALUE);
    } catch (ImageException e) {
      throw new Refusal(Refusal.UNSUPPORTED_MEDIA, e.getMessage());
    }
    if ((long) header.width() * header.height() > ImageHeader.MAX_PIXELS) {
      throw new Refusal(
          Refusal.TOO_LARGE,
          "%s has %d x %d pixels, more than the limit of %d megapixels: make it smaller"
              .formatted(ID, header.width(), header.height(), ImageHeader.MAX_PIXELS / 1_000_000));
    }
    return header;
  }
}
