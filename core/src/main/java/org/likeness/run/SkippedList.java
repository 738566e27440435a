package org.likeness.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.likeness.data.SkippedImage;
import org.likeness.error.RunException;
import org.likeness.io.AtomicFile;

/** {@code skipped.csv}: the images that could not be decoded, also those of before a resumption. */
public final class SkippedList {
  private static final String HEADER = "id,reason";

  private SkippedList() {}

  public static void write(Path file, List<SkippedImage> skipped) {
    if (skipped.isEmpty()) {
      return;
    }
    try {
      TreeSet<String> lines = new TreeSet<>();
      if (Files.exists(file)) {
        Files.readAllLines(file).stream().filter(line -> !line.equals(HEADER)).forEach(lines::add);
      }
      skipped.forEach(image -> lines.add(quoted(image.id()) + "," + quoted(image.reason())));
      AtomicFile.replace(file, HEADER + "\n" + String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  private static String quoted(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.matches("[^\",]*") ? line : "\"" + line.replace("\"", "\"\"") + "\"";
  }
}
