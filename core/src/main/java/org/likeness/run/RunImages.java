package org.likeness.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.likeness.data.Dataset;
import org.likeness.data.ImageRecord;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.io.AtomicFile;
import org.likeness.io.Csv;
import org.likeness.io.CsvRow;

/** {@code images.csv}: the images of a run's data set in their order, as {@link ImageRecord}s. */
final class RunImages {
  private static final int CHUNK = 1 << 20;

  private RunImages() {}

  static void write(Path file, Dataset data) throws IOException {
    try (AtomicFile out = new AtomicFile(file)) {
      StringBuilder lines = new StringBuilder(Csv.line(ImageRecord.COLUMNS));
      for (int i = 0; i < data.size(); i++) {
        lines.append(Csv.line(ImageRecord.of(data, i).cells()));
        if (lines.length() > CHUNK) {
          append(out, lines);
        }
      }
      append(out, lines);
      out.publish();
    }
  }

  private static void append(AtomicFile out, StringBuilder lines) throws IOException {
    out.write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8)));
    lines.setLength(0);
  }

  /**
   * Reads the list.
   *
   * @throws InputException if there is none, or a line is damaged
   */
  static List<ImageRecord> read(Path file) {
    List<ImageRecord> images = new ArrayList<>();
    int line = 1;
    try {
      for (CsvRow row : Csv.parse(InputFile.text(file), file.toString())) {
        line = row.line();
        if (line > 1) {
          images.add(ImageRecord.parse(row.values()));
        }
      }
      return images;
    } catch (IllegalArgumentException e) {
      throw new InputException(file + ", line " + line + ", is damaged: " + e.getMessage(), e);
    }
  }
}
