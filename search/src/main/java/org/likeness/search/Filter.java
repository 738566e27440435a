package org.likeness.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;

/**
 * Which rows a search may find: conditions {@code column=value}. Of several values of one column
 * any may match, of several columns all must. In a value {@code *} stands for any characters, also
 * none and also {@code /}, and {@code ?} for one; a backslash before them takes them literally.
 *
 * <p>The columns are {@code label}, {@code path} (the image's id), {@code table} (a table's name in
 * the index) and {@code attr.NAME} for each attribute. Values of more than 1,000 characters cannot
 * be found.
 */
public final class Filter {
  private static final Filter ALL = new Filter(Map.of());

  private final Map<String, List<String>> values;

  private Filter(Map<String, List<String>> values) {
    this.values = values;
  }

  /** Every row. */
  public static Filter all() {
    return ALL;
  }

  /**
   * Reads conditions as users write them.
   *
   * @param conditions such as {@code label=dog}, {@code attr.year=2019}, {@code path=holiday/*}
   * @param columns the columns that exist, see {@link SearchIndex#columns}
   * @throws InputException if a condition has no {@code =}, or its column does not exist
   */
  public static Filter parse(List<String> conditions, Collection<String> columns) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String condition : conditions) {
      int equals = condition.indexOf('=');
      if (equals < 1) {
        throw new InputException(
            "a filter must be column=value, such as label=dog, but is '" + condition + "'");
      }
      String column = condition.substring(0, equals).strip();
      if (!columns.contains(column)) {
        throw new InputException(Suggest.unknown("column", column, columns));
      }
      values
          .computeIfAbsent(column, name -> new ArrayList<>())
          .add(condition.substring(equals + 1).strip());
    }
    return new Filter(values);
  }

  /** Rows with one of some values in a column. */
  public static Filter of(String column, List<String> values) {
    return new Filter(Map.of(column, List.copyOf(values)));
  }

  /** Whether it is every row. */
  public boolean isAll() {
    return values.isEmpty();
  }

  Map<String, List<String>> values() {
    return values;
  }

  @Override
  public String toString() {
    List<String> conditions = new ArrayList<>();
    values.forEach((column, any) -> any.forEach(value -> conditions.add(column + "=" + value)));
    return String.join(" ", conditions);
  }
}
