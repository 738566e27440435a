package org.likeness.cli.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.likeness.error.RunException;
import org.likeness.io.AtomicFile;
import org.likeness.io.Csv;

/** Writes a CSV row by row; the file appears when it is complete. */
final class CsvFile {
  private static final int BUFFER = 1 << 16;

  private CsvFile() {}

  /** Gives the rows of a file to a consumer. */
  interface Rows {
    void to(Consumer<List<String>> writer) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @throws RunException if it cannot be written
   * @throws IOException what {@code rows} throws
   */
  static void write(Path file, List<String> header, Rows rows) throws IOException {
    try (AtomicFile out = begin(file)) {
      StringBuilder buffer = new StringBuilder(Csv.line(header));
      rows.to(
          row -> {
            buffer.append(Csv.line(row));
            if (buffer.length() > BUFFER) {
              flush(buffer, out, file);
            }
          });
      flush(buffer, out, file);
      publish(out, file);
    }
  }

  private static AtomicFile begin(Path file) {
    try {
      return new AtomicFile(file);
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  private static void flush(StringBuilder buffer, AtomicFile out, Path file) {
    try {
      out.write(ByteBuffer.wrap(buffer.toString().getBytes(StandardCharsets.UTF_8)));
      buffer.setLength(0);
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  private static void publish(AtomicFile out, Path file) {
    try {
      out.publish();
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }
}
