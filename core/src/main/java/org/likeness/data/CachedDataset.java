package org.likeness.data;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;

/**
 * Caches decoded images, each in the sizes that were requested, so that epochs after the first do
 * not read and decode again. Once the limit is reached, further images are decoded each time: which
 * images are cached never changes a result. Closing it closes the data set inside.
 */
public final class CachedDataset extends ForwardingDataset {
  /** Approximate bytes of headers and references per image on the Java heap. */
  private static final int OVERHEAD = 64;

  /** The default limit is the heap divided by this. */
  private static final int HEAP_SHARE = 4;

  /** Full, half, a quarter, an eighth. */
  private static final int SIZES = 4;

  private static final int SIZED = 64;

  private final long limit;
  private final AtomicReferenceArray<Image> images; // SIZES places for each
  private final AtomicLong bytes = new AtomicLong();

  /** A cache of at most a quarter of the heap, as in training. */
  public CachedDataset(Dataset source) {
    this(source, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /**
   * @param limit bytes that the images may take on the Java heap, three per pixel
   */
  public CachedDataset(Dataset source, long limit) {
    super(source);
    if (limit < 0) {
      throw new IllegalArgumentException("limit must not be negative but is " + limit);
    }
    this.limit = limit;
    this.images = new AtomicReferenceArray<>(Math.multiplyExact(SIZES, source.size()));
  }

  @Override
  public Image load(int index) throws IOException {
    return load(index, 0);
  }

  @Override
  public Image load(int index, int leastSide) throws IOException {
    ImageInfo info = source.info(index);
    int reduction = ImageDecoder.reduction(info.width(), info.height(), leastSide);
    int whole = SIZES * index;
    int place = whole + Integer.numberOfTrailingZeros(reduction);
    Image known = images.get(place);
    if (known != null) {
      return known;
    }
    Image image = source.load(index, leastSide);
    if (image.width() < info.width()) {
      remember(place, image);
    } else { // no JPEG, or not smaller: one image for all sizes
      remember(whole, image);
      if (place != whole) {
        images.set(place, images.get(whole));
      }
    }
    return image;
  }

  private void remember(int place, Image image) {
    long size = (long) image.rgb().length + OVERHEAD;
    boolean fits =
        bytes.getAndUpdate(used -> used + size <= limit ? used + size : used) + size <= limit;
    // Two threads may decode the same image at once; the second releases its reservation.
    if (fits && !images.compareAndSet(place, null, image)) {
      bytes.addAndGet(-size);
    }
  }

  /** Bytes in use. */
  public long cachedBytes() {
    return bytes.get();
  }

  /**
   * About how many bytes will be in use once all images were decoded, by those of the first {@code
   * looked} images that were: the limit at most.
   *
   * @param looked images that were asked for so far, at least 1
   */
  public long forecastBytes(int looked) {
    return Math.min(limit, bytes.get() / looked * size());
  }

  /** True if there is room for all images in full size, by the size of {@value #SIZED} of them. */
  public boolean hasRoomForAll() {
    int looked = Math.min(SIZED, size());
    double mean =
        IntStream.range(0, looked)
            .mapToObj(i -> source.info((int) ((long) i * size() / looked)))
            .mapToDouble(info -> 3.0 * info.width() * info.height() + OVERHEAD)
            .average()
            .orElse(0);
    return mean * size() <= limit;
  }

  @Override
  public boolean labelled() {
    return source.labelled();
  }
}
