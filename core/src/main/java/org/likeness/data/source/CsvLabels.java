package org.likeness.data.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.error.InputException;
import org.likeness.io.CsvRow;

/** Label, group, split and attributes of the rows of a CSV. */
final class CsvLabels {
  private final CsvTable table;
  private final Optional<Integer> label;
  private final Optional<Integer> group;
  private final Optional<Integer> split;
  private final List<Integer> others = new ArrayList<>();
  private final List<String> classNames;
  private final Map<String, Integer> classIndices;

  /**
   * @param keys columns that say which image a row is about, no attributes
   */
  CsvLabels(CsvTable table, List<Integer> keys, DataOptions options) {
    this.table = table;
    this.label = table.choose("label", options.label(), "label");
    this.group = table.choose("group", options.group(), "group");
    this.split = table.find("split");
    for (int i = 0; i < table.columns().size(); i++) {
      if (!keys.contains(i)
          && label.orElse(-1) != i
          && group.orElse(-1) != i
          && split.orElse(-1) != i) {
        others.add(i);
      }
    }
    this.classNames =
        ImageNames.sortedClasses(
            label.stream()
                .flatMap(c -> table.rows().stream().map(r -> r.values().get(c)))
                .filter(v -> !v.isEmpty())
                .toList());
    this.classIndices = ImageNames.indices(classNames);
  }

  List<String> classNames() {
    return classNames;
  }

  /** The candidate that a row describes. */
  Candidate describe(CsvRow row, String id, String file, long offset, long length) {
    int index = value(row, label).map(classIndices::get).orElse(-1);
    return new Candidate(
        id, file, offset, length, index, value(row, group), part(row), attributes(row));
  }

  /** The part by its standard name, or as it is written where it has none. */
  private Optional<String> part(CsvRow row) {
    return value(row, split).map(name -> PartNames.standard(name.strip()).orElse(name));
  }

  private Map<String, String> attributes(CsvRow row) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int column : others) {
      attributes.put(table.columns().get(column), row.values().get(column));
    }
    return attributes;
  }

  private static Optional<String> value(CsvRow row, Optional<Integer> column) {
    return column.map(row.values()::get).filter(value -> !value.isEmpty());
  }

  /** The value of a column in which nothing may be empty. */
  static String required(CsvTable table, CsvRow row, int column) {
    String value = row.values().get(column);
    if (value.isBlank()) {
      throw new InputException(
          table.place(row, column) + "the field is empty, so the row has no image");
    }
    return value;
  }
}
