package org.likeness.data.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of equal length in a binary file, mapped into memory. A mapping holds at most 2 GiB and
 * the unlabelled images of STL-10 have 2.76 GB, so there are several, each of whole records. Reads
 * are absolute, so that threads need no lock.
 */
final class Records {
  private static final Logger log = LoggerFactory.getLogger(Records.class);
  private static final int WINDOW = 1 << 30;

  private final List<ByteBuffer> windows;
  private final int perWindow;
  private final int length;
  private final int count;

  private Records(List<ByteBuffer> windows, int perWindow, int length, int count) {
    this.windows = windows;
    this.perWindow = perWindow;
    this.length = length;
    this.count = count;
  }

  /** The whole of an array, which is not copied. */
  static Records of(byte[] bytes, int header, int length) {
    int count = (bytes.length - header) / length;
    return new Records(
        List.of(ByteBuffer.wrap(bytes, header, count * length).slice()),
        Math.max(1, count),
        length,
        count);
  }

  /**
   * Maps a file that is nothing but records.
   *
   * @param official bytes of the published file: another whole number of records is read, with a
   *     warning
   * @throws InputException where the file is missing, empty or ends within a record
   */
  static Records map(Path file, int length, long official) {
    long size = size(file);
    if (size == 0 || size % length != 0) {
      throw new InputException(
          file
              + " is truncated or damaged: it has "
              + size
              + " bytes, which is not a multiple of the record length "
              + length
              + "; the official file has "
              + official
              + " bytes: download it again");
    }
    if (size != official) {
      log.warn(
          "{} has {} images, the official file has {}", file, size / length, official / length);
    }
    return map(file, 0, length, Math.toIntExact(size / length));
  }

  /**
   * Maps {@code count} records that follow a header; the caller has checked that they are there.
   */
  static Records map(Path file, long header, int length, int count) {
    int perWindow = WINDOW / length;
    List<ByteBuffer> windows = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int from = 0; from < count; from += perWindow) {
        long bytes = (long) Math.min(perWindow, count - from) * length;
        windows.add(
            channel.map(FileChannel.MapMode.READ_ONLY, header + (long) from * length, bytes));
      }
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
    return new Records(windows, perWindow, length, count);
  }

  /** Bytes of a file that must exist. */
  static long size(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InputException("there is no file " + file + ", which the data set needs");
    }
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  int count() {
    return count;
  }

  /** Bytes of one record. */
  int length() {
    return length;
  }

  /** Fills {@code into} with the bytes of a record from position {@code from}. */
  void read(int record, int from, byte[] into) {
    windows.get(record / perWindow).get(record % perWindow * length + from, into);
  }

  /** One byte of a record, 0 to 255. */
  int at(int record, int position) {
    return windows.get(record / perWindow).get(record % perWindow * length + position) & 0xFF;
  }
}
