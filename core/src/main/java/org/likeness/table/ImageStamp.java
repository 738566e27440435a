package org.likeness.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.likeness.data.Dataset;
import org.likeness.data.FileState;
import org.likeness.data.WatchedDataset;

/**
 * What tells whether an image is still the one of a row.
 *
 * @param content hash of its content; empty in tables written without it; {@code changed} where it
 *     changed while its row was computed
 * @param bytes its size; -1 where that is not known
 * @param modified when its file was changed, in nanoseconds since 1970; -1 where that is not known,
 *     or so shortly before it was read that a further change would not show
 */
record ImageStamp(String content, long bytes, long modified) {
  static final ImageStamp NONE = new ImageStamp("", -1, -1);

  /** Of an image whose file changed while its row was computed: no image is the one of that row. */
  private static final ImageStamp CHANGED = new ImageStamp("changed", -1, -1);

  /** A file system may count in steps of two seconds. */
  private static final Duration STEP = Duration.ofSeconds(2);

  ImageStamp {
    requireNonNull(content, "content is null");
  }

  /** The stamp of an image now; {@link #NONE} where it cannot be read. */
  static ImageStamp of(Dataset dataset, int index) {
    try {
      FileState state = dataset.state(index).orElse(FileState.UNKNOWN);
      return of(dataset.contentHash(index), state);
    } catch (IOException e) {
      return NONE;
    }
  }

  /** The stamp of an image that was loaded before, for the row that was computed from it. */
  static ImageStamp ofLoaded(WatchedDataset images, int index) {
    ImageStamp now = of(images, index);
    return images.isAsLoaded(index) ? now : CHANGED;
  }

  private static ImageStamp of(String content, FileState state) {
    Instant now = Instant.now();
    boolean settled =
        state.modified() < nanos(now.minus(STEP)) || state.modified() > nanos(now.plus(STEP));
    return new ImageStamp(content, state.bytes(), settled ? state.modified() : -1);
  }

  private static long nanos(Instant time) {
    return Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L) + time.getNano();
  }

  /** This stamp where size and time say that the image is the same, else one that is made anew. */
  ImageStamp now(Dataset dataset, int index) {
    try {
      FileState state = dataset.state(index).orElse(FileState.UNKNOWN);
      boolean same =
          !content.isEmpty()
              && modified >= 0
              && state.modified() == modified
              && state.bytes() == bytes;
      return same ? this : of(dataset.contentHash(index), state);
    } catch (IOException e) {
      return NONE;
    }
  }

  /** Whether two stamps are of the same content, as far as is known. */
  boolean isSame(ImageStamp other) {
    return content.isEmpty() || content.equals(other.content);
  }
}
