package org.likeness.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.io.Csv;
import org.likeness.io.CsvRow;
import org.likeness.io.Json;
import org.likeness.io.JsonException;

/**
 * The lines of {@code images.csv} (RFC 4180, UTF-8, one line feed per line): {@code
 * index,id,label,attributes}, attributes as JSON.
 */
final class ImageLines {
  static final String HEADER = "index,id,label,attributes\n";
  private static final int COLUMNS = 4;

  private ImageLines() {}

  static String line(Dataset dataset, int index) {
    ImageInfo info = dataset.info(index);
    String attributes =
        info.attributes().isEmpty() ? "" : Json.line(new TreeMap<>(info.attributes()));
    return Csv.line(
        List.of(Integer.toString(index), info.id(), dataset.labelName(index), attributes));
  }

  /**
   * Reads the whole file; throws an exception whose message has the invalid line, an {@link
   * org.likeness.error.InputException} or an IllegalArgumentException.
   */
  static List<TableImage> read(String text) {
    if (!text.startsWith(HEADER)) {
      throw new IllegalArgumentException("its first line must be " + HEADER.strip());
    }
    List<CsvRow> rows = Csv.parse(text, EmbeddingTable.IMAGES);
    return rows.stream().skip(1).map(ImageLines::image).toList();
  }

  private static TableImage image(CsvRow row) {
    List<String> cells = row.values();
    if (cells.size() != COLUMNS) {
      throw new IllegalArgumentException(
          EmbeddingTable.IMAGES
              + ", line "
              + row.line()
              + ": "
              + cells.size()
              + " fields instead of "
              + COLUMNS);
    }
    try {
      return new TableImage(
          Integer.parseInt(cells.get(0)), cells.get(1), cells.get(2), attributes(cells.get(3)));
    } catch (JsonException | NumberFormatException e) {
      throw new IllegalArgumentException(
          EmbeddingTable.IMAGES + ", line " + row.line() + " cannot be read", e);
    }
  }

  private static Map<String, String> attributes(String cell) throws JsonException {
    Map<String, String> attributes = new HashMap<>();
    if (!cell.isEmpty()) {
      Json.parse(cell)
          .properties()
          .forEach(attribute -> attributes.put(attribute.getKey(), attribute.getValue().asText()));
    }
    return attributes;
  }
}
