package org.likeness.data.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Objects;
import org.likeness.error.InputFile;

/**
 * A stretch of a file as a stream. Opened for each read, or lent by the {@link LastFile} of one
 * thread: a channel that many threads share would be closed for all of them when one is
 * interrupted, and a folder of thousands of tar files would hold as many descriptors.
 */
final class FileSlice extends InputStream {
  private final RandomAccessFile file;
  private final boolean closes;
  private long left;

  FileSlice(Path path, long offset, long length) throws IOException {
    this.file = open(path);
    this.closes = true;
    this.left = length;
    try {
      if (offset > 0) {
        file.seek(offset);
      }
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Of a file that is open and stays so; as long as this is read, nothing else reads it. */
  FileSlice(RandomAccessFile file, long offset, long length) throws IOException {
    this.file = file;
    this.closes = false;
    this.left = length;
    file.seek(offset);
  }

  /**
   * Opens a file to be read.
   *
   * @throws java.nio.file.NoSuchFileException where there is none
   * @throws IOException where it is not a regular file, or may not be read
   */
  static RandomAccessFile open(Path path) throws IOException {
    InputFile.check(path);
    try {
      return new RandomAccessFile(path.toFile(), "r");
    } catch (FileNotFoundException e) {
      // It says "not found" also for a file without read permission.
      throw new IOException("permission denied", e);
    }
  }

  @Override
  public int read() throws IOException {
    if (left <= 0) {
      return -1;
    }
    int value = file.read();
    left -= value < 0 ? 0 : 1;
    return value;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    Objects.checkFromIndexSize(from, count, into.length);
    if (left <= 0) {
      return count == 0 ? 0 : -1;
    }
    int read = file.read(into, from, (int) Math.min(count, left));
    left -= Math.max(0, read);
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped =
        Math.max(0, Math.min(count, Math.min(left, file.length() - file.getFilePointer())));
    file.seek(file.getFilePointer() + skipped);
    left -= skipped;
    return skipped;
  }

  @Override
  public void close() throws IOException {
    if (closes) {
      file.close();
    }
  }
}
