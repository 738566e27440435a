package org.likeness.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.io.Csv;
import org.likeness.io.CsvRow;
import org.likeness.io.Json;
import org.likeness.io.JsonException;

/**
 * The lines of {@code images.csv} (RFC 4180, UTF-8, one line feed per line): {@code
 * index,id,label,attributes,content,bytes,modified}, attributes as JSON, the last three those of an
 * {@link ImageStamp}, empty where unknown. The first four alone are read too.
 */
final class ImageLines {
  private static final String FIRST = "index,id,label,attributes";
  static final String HEADER = FIRST + ",content,bytes,modified\n";

  /** The least bytes of a list. */
  static final int LEAST = FIRST.length() + 1;

  private static final int COLUMNS = 4;
  private static final int WITH_STAMP = 7;

  private ImageLines() {}

  static String line(Dataset dataset, int index, ImageStamp stamp) {
    ImageInfo info = dataset.info(index);
    String attributes =
        info.attributes().isEmpty() ? "" : Json.line(new TreeMap<>(info.attributes()));
    return Csv.line(
        List.of(
            Integer.toString(index),
            info.id(),
            dataset.labelName(index),
            attributes,
            stamp.content(),
            number(stamp.bytes()),
            number(stamp.modified())));
  }

  private static String number(long known) {
    return known < 0 ? "" : Long.toString(known);
  }

  /**
   * Reads the whole file; throws an exception whose message has the invalid line, an {@link
   * org.likeness.error.InputException} or an IllegalArgumentException.
   */
  static List<TableImage> read(String text) {
    return rows(text, ImageLines::image);
  }

  /** The stamps of the whole file, {@link ImageStamp#NONE} where it has none. */
  static List<ImageStamp> stamps(String text) {
    return rows(text, ImageLines::stamp);
  }

  private static <T> List<T> rows(String text, Function<CsvRow, T> reader) {
    if (!text.startsWith(HEADER) && !text.startsWith(FIRST + "\n")) {
      throw new IllegalArgumentException("its first line must be " + HEADER.strip());
    }
    List<CsvRow> rows = Csv.parse(text, EmbeddingTable.IMAGES);
    return rows.stream().skip(1).map(reader).toList();
  }

  private static ImageStamp stamp(CsvRow row) {
    List<String> cells = row.values();
    if (cells.size() != WITH_STAMP) {
      return ImageStamp.NONE;
    }
    try {
      return new ImageStamp(
          cells.get(COLUMNS), known(cells.get(COLUMNS + 1)), known(cells.get(COLUMNS + 2)));
    } catch (NumberFormatException e) {
      throw unreadable(row, e);
    }
  }

  private static long known(String cell) {
    return cell.isEmpty() ? -1 : Long.parseLong(cell);
  }

  private static TableImage image(CsvRow row) {
    List<String> cells = row.values();
    if (cells.size() != COLUMNS && cells.size() != WITH_STAMP) {
      throw new IllegalArgumentException(
          EmbeddingTable.IMAGES
              + ", line "
              + row.line()
              + ": "
              + cells.size()
              + " fields instead of "
              + WITH_STAMP);
    }
    try {
      return new TableImage(
          Integer.parseInt(cells.get(0)), cells.get(1), cells.get(2), attributes(cells.get(3)));
    } catch (JsonException | NumberFormatException e) {
      throw unreadable(row, e);
    }
  }

  private static IllegalArgumentException unreadable(CsvRow row, Exception e) {
    return new IllegalArgumentException(
        EmbeddingTable.IMAGES + ", line " + row.line() + " cannot be read", e);
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
