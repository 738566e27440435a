package org.likeness.data.source;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;

/**
 * A list of images as Caffe reads it: a path and the number of its class on each line, separated by
 * a space, a tab or a comma.
 */
final class LabelList {
  private LabelList() {}

  /**
   * From path to class, in the order of the lines; a slash at the beginning of a path is dropped.
   *
   * @param classes labels must be below this
   */
  static Map<String, Integer> read(Path file, int classes) {
    List<String> lines = InputFile.text(file).lines().toList();
    Map<String, Integer> labels = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty()) {
        continue;
      }
      int cut =
          Math.max(line.lastIndexOf(' '), Math.max(line.lastIndexOf(','), line.lastIndexOf('\t')));
      String path = line.substring(0, Math.max(0, cut)).strip();
      String label = line.substring(cut + 1);
      if (path.isEmpty() || !label.matches("\\d{1,9}") || Integer.parseInt(label) >= classes) {
        throw new InputException(
            file
                + ", line "
                + (i + 1)
                + ": expected a path and the number of a class below "
                + classes
                + " but found "
                + line);
      }
      labels.put(path.startsWith("/") ? path.substring(1) : path, Integer.parseInt(label));
    }
    return labels;
  }
}
