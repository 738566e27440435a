package org.likeness.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file that was read last, still open, since the images of a tar lie in one. For one thread.
 */
final class LastFile implements Closeable {
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

  @Override
  public void close() throws IOException {
    RandomAccessFile last = file;
    file = null;
    path = null;
    if (last != null) {
      last.close();
    }
  }
}
