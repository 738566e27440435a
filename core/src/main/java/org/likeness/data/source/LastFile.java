package org.likeness.data.source;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that was read last, still open, since the images of a tar are in one. For one thread.
 */
final class LastFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LastFile.class);

  private @Nullable Path path;
  private @Nullable RandomAccessFile file;

  /** The stretch of a file, which is opened unless it is the last one. */
  FileSlice slice(Path wanted, long offset, long length) throws IOException {
    RandomAccessFile last = file;
    if (last == null || !wanted.equals(path)) {
      close();
      last = FileSlice.open(wanted);
      file = last;
      path = wanted;
    }
    return new FileSlice(last, Math.max(0, offset), length);
  }

  /**
   * Closes a file that was only read; an error is only logged, since the next image is not
   * affected.
   */
  @Override
  public void close() {
    RandomAccessFile last = file;
    file = null;
    path = null;
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        LOG.debug("a file that was read cannot be closed", e);
      }
    }
  }
}
