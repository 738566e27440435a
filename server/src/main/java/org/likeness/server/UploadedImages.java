package org.likeness.server;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;
import org.likeness.image.ImageException;
import org.likeness.image.ImageHeader;

/**
 * Decodes uploaded images: pixels are counted by the header before anything is decoded, and decoded
 * images are bounded by a {@link DecodingLimit}. Thread-safe.
 */
public final class UploadedImages {
  private static final String ID = "the image";

  private final DecodingLimit limit;

  /** With a limit of its own. */
  public UploadedImages() {
    this(new DecodingLimit());
  }

  /**
   * With a limit that others use too.
   *
   * @param limit of the images that are in memory
   */
  public UploadedImages(DecodingLimit limit) {
    this.limit = requireNonNull(limit, "limit is null");
  }

  /** Makes something of an image. */
  public interface Use<T> {
    /** Uses it; it must not be used afterwards. */
    T of(Image image) throws IOException;
  }

  /**
   * Decodes an image and makes something of it, while it counts as one that is being decoded.
   *
   * @param leastSide as for {@link ImageDecoder#decode(byte[], String, int)}
   * @throws Refusal if there are no bytes (400), they are not an image (415), it has too many
   *     pixels (413), or it is broken (422)
   */
  public <T> T decode(byte[] bytes, int leastSide, Use<T> use) throws IOException {
    ImageHeader header = header(bytes);
    long pixels = (long) header.width() * header.height();
    return limit.with(pixels, () -> use.of(decoded(bytes, leastSide)));
  }

  private static Image decoded(byte[] bytes, int leastSide) throws IOException {
    try {
      return ImageDecoder.decode(bytes, ID, leastSide);
    } catch (ImageException e) {
      throw new Refusal(Refusal.UNPROCESSABLE, e.getMessage());
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
