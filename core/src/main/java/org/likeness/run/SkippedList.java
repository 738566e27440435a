package org.likeness.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.likeness.data.SkippedImage;
import org.likeness.error.RunException;
import org.likeness.io.AtomicFile;
import org.likeness.io.Csv;
import org.likeness.io.CsvRow;

/**
 * {@code skipped.csv}: the images that could not be decoded, including those from before the run
 * was resumed.
 */
public final class SkippedList {
  private static final List<String> HEADER = List.of("id", "reason");

  private SkippedList() {}

  public static void write(Path file, List<SkippedImage> skipped) {
    if (skipped.isEmpty()) {
      return;
    }
    try {
      TreeSet<String> lines = new TreeSet<>();
      if (Files.exists(file)) {
        for (CsvRow row : Csv.parse(Files.readString(file), file.toString())) {
          lines.add(Csv.line(row.values()));
        }
      }
      skipped.forEach(
          image -> lines.add(Csv.line(List.of(oneLine(image.id()), oneLine(image.reason())))));
      lines.remove(Csv.line(HEADER));
      AtomicFile.replace(file, Csv.line(HEADER) + String.join("", lines));
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
