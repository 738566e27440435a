package org.likeness.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.likeness.error.RunException;

/**
 * Writes one float or half tensor {@code [n, d]} row by row into a safetensors file, for tables
 * that do not fit into memory. The number of rows need not be known: room for the longest header is
 * kept, and the true one is written at the end.
 *
 * <p>The file appears at its place with {@link #finish}; closed before, it leaves nothing. Not
 * thread-safe.
 */
public final class SafeTensorsWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final Path file;
  private final String name;
  private final ElementType type;
  private final int columns;
  private final Map<String, String> metadata;
  private final AtomicFile out;
  private final int headerLength;
  private final ByteBuffer buffer;
  private long rows;

  private SafeTensorsWriter(
      Path file, String name, ElementType type, int columns, Map<String, String> metadata)
      throws IOException {
    this.file = file;
    this.name = name;
    this.type = type;
    this.columns = columns;
    this.metadata = Map.copyOf(metadata);
    this.buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    // The header of the most rows that a file can have is the longest; a shorter one is padded to
    // its length.
    ByteBuffer longest = header(Long.MAX_VALUE / ((long) columns * type.bytes()), 0);
    this.headerLength = longest.remaining();
    this.out = new AtomicFile(file);
    out.write(longest);
  }

  /**
   * Begins a file.
   *
   * @param name of the tensor
   * @param type {@link ElementType#F32} or {@link ElementType#F16}
   * @param columns d
   * @throws RunException where the file cannot be written
   */
  public static SafeTensorsWriter open(
      Path file, String name, ElementType type, int columns, Map<String, String> metadata) {
    if (type != ElementType.F32 && type != ElementType.F16) {
      throw new IllegalArgumentException(
          "a table has elements of F32 or F16 but is asked for " + type);
    }
    if (columns < 1) {
      throw new IllegalArgumentException("columns must be positive but are " + columns);
    }
    try {
      return new SafeTensorsWriter(file, name, type, columns, metadata);
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  /** Appends one row or several, one after the other in {@code values}. */
  public void append(float[] values) {
    if (values.length % columns != 0) {
      throw new IllegalArgumentException(values.length + " values are no whole rows of " + columns);
    }
    try {
      for (float value : values) {
        if (buffer.remaining() < Float.BYTES) {
          flush();
        }
        if (type == ElementType.F32) {
          buffer.putFloat(value);
        } else {
          buffer.putShort(HalfFloat.of(value));
        }
      }
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
    rows += values.length / columns;
  }

  /** Rows appended so far. */
  public long rows() {
    return rows;
  }

  /** Completes the file and puts it in its place. */
  public void finish() {
    try {
      flush();
      out.writeAtStart(header(rows, headerLength));
      out.publish();
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  private void flush() throws IOException {
    out.write(buffer.flip());
    buffer.clear();
  }

  private ByteBuffer header(long rows, int least) {
    long bytes = rows * columns * type.bytes();
    return SafeTensors.header(
        Map.of(name, new TensorEntry(type, List.of(rows, (long) columns), 0, bytes)),
        metadata,
        least);
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }
}
