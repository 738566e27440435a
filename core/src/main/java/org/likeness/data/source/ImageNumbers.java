package org.likeness.data.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;

/** A text file with a number and a text on each line, separated by a space: {@code 1 a/b.jpg}. */
final class ImageNumbers {
  private ImageNumbers() {}

  /** From number to text, ascending. */
  static Map<Integer, String> read(Path file) {
    List<String> lines = InputFile.text(file).lines().toList();
    Map<Integer, String> texts = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty()) {
        continue;
      }
      String[] parts = line.split("\\s+", 2);
      if (parts.length < 2 || !parts[0].matches("\\d{1,9}")) {
        throw new InputException(
            file + ", line " + (i + 1) + ": expected a number and a text but found " + line);
      }
      texts.put(Integer.parseInt(parts[0]), parts[1]);
    }
    return texts;
  }

  /** As {@link #read}, the texts being numbers too, such as the classes of images. */
  static Map<Integer, Integer> readNumbers(Path file) {
    Map<Integer, Integer> numbers = new TreeMap<>();
    read(file)
        .forEach(
            (key, text) -> {
              if (!text.matches("\\d{1,9}")) {
                throw new InputException(
                    file + ": expected two numbers on each line but found " + key + " " + text);
              }
              numbers.put(key, Integer.parseInt(text));
            });
    return numbers;
  }
}
