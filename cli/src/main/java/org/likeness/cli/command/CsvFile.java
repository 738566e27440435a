package org.likeness.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    void to(Consumer<List<String>> writer);
  }

  /**
   * Writes a file.
   *
   * @throws RunException if it cannot be written
   */
  static void write(Path file, List<String> header, Rows rows) {
    try (AtomicFile out = new AtomicFile(file)) {
      StringBuilder buffer = new StringBuilder(Csv.line(header));
      rows.to(
          row -> {
            buffer.append(Csv.line(row));
            if (buffer.length() > BUFFER) {
              flush(buffer, out);
            }
          });
      flush(buffer, out);
      out.publish();
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause() == null ? new IOException(e) : e.getCause();
      throw RunException.unwritable(file, cause);
    }
  }

  private static void flush(StringBuilder buffer, AtomicFile out) {
    try {
      out.write(ByteBuffer.wrap(buffer.toString().getBytes(StandardCharsets.UTF_8)));
      buffer.setLength(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
