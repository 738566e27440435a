package org.likeness.server;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Bounds the memory of decoded images: as many at a time as there are processors, and one large
 * one. Work under the limit must not ask for it again. Thread-safe.
 */
public final class DecodingLimit {
  /** Images with more pixels are decoded one at a time. */
  private static final long LARGE = 20_000_000;

  private final Semaphore all;
  private final Semaphore large = new Semaphore(1);

  public DecodingLimit() {
    this(Runtime.getRuntime().availableProcessors());
  }

  DecodingLimit(int together) {
    all = new Semaphore(together);
  }

  /** What is done while an image is in memory. */
  public interface Work<T> {
    /** Decodes it and makes something of it. */
    T done() throws IOException;
  }

  /** Works with an image whose size is not known yet. */
  public <T> T with(Work<T> work) throws IOException {
    return with(0, work);
  }

  /**
   * Works with an image.
   *
   * @param pixels of the image as it is decoded
   */
  public <T> T with(long pixels, Work<T> work) throws IOException {
    boolean isLarge = pixels > LARGE;
    if (isLarge) {
      large.acquireUninterruptibly();
    }
    all.acquireUninterruptibly();
    try {
      return work.done();
    } finally {
      all.release();
      if (isLarge) {
        large.release();
      }
    }
  }
}
