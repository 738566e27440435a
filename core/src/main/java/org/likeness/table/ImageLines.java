package org.likeness.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;

/**
 * The lines of {@code images.csv} (RFC 4180, UTF-8, one line feed a line): {@code
 * index,id,label,attributes}, attributes as JSON.
 */
final class ImageLines {
  static final String HEADER = "index,id,label,attributes\n";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int COLUMNS = 4;

  private ImageLines() {}

  static String line(Dataset dataset, int index) {
    ImageInfo info = dataset.info(index);
    String label =
        info.label().isEmpty()
            ? ""
            : info.label().getAsInt() < dataset.classNames().size()
                ? dataset.classNames().get(info.label().getAsInt())
                : Integer.toString(info.label().getAsInt());
    try {
      String attributes =
          info.attributes().isEmpty()
              ? ""
              : JSON.writeValueAsString(new TreeMap<>(info.attributes()));
      return index
          + ","
          + quoted(info.id())
          + ","
          + quoted(label)
          + ","
          + quoted(attributes)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always writable", e);
    }
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  /** Reads the whole file; throws an IllegalArgumentException that says which line is wrong. */
  static List<TableImage> read(String text) {
    if (!text.startsWith(HEADER)) {
      throw new IllegalArgumentException("its first line must be " + HEADER.strip());
    }
    List<TableImage> images = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quotes = false;
    for (int i = HEADER.length(); i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        boolean escaped = quotes && i + 1 < text.length() && text.charAt(i + 1) == '"';
        if (escaped) {
          cell.append('"');
          i++;
        } else {
          quotes = !quotes;
        }
      } else if (!quotes && (c == ',' || c == '\n')) {
        cells.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          images.add(image(cells, images.size()));
          cells.clear();
        }
      } else {
        cell.append(c);
      }
    }
    return images;
  }

  private static TableImage image(List<String> cells, int row) {
    if (cells.size() != COLUMNS) {
      throw new IllegalArgumentException(
          "row " + row + " has " + cells.size() + " cells instead of " + COLUMNS);
    }
    try {
      Map<String, String> attributes =
          cells.get(3).isEmpty()
              ? Map.of()
              : JSON.readValue(cells.get(3), new TypeReference<>() {});
      return new TableImage(Integer.parseInt(cells.get(0)), cells.get(1), cells.get(2), attributes);
    } catch (JsonProcessingException | NumberFormatException e) {
      throw new IllegalArgumentException("row " + row + " cannot be read", e);
    }
  }
}
