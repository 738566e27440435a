package org.likeness.data.source;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.io.Csv;
import org.likeness.io.CsvRow;

/**
 * A CSV with a header line.
 *
 * @param file for messages
 * @param columns names, without repetition
 * @param rows each with as many values as there are columns
 */
record CsvTable(Path file, List<String> columns, List<CsvRow> rows) {

  /** Reads UTF-8, with or without byte-order mark. */
  static CsvTable read(Path file) {
    List<CsvRow> rows = Csv.parse(text(file), file.toString());
    if (rows.isEmpty()) {
      throw new InputException(file + " is empty: its first line must name the columns");
    }
    List<String> columns = rows.get(0).values().stream().map(String::strip).toList();
    checkColumns(file, columns);
    List<CsvRow> body = rows.subList(1, rows.size());
    for (CsvRow row : body) {
      if (row.values().size() != columns.size()) {
        throw new InputException(
            file
                + ", line "
                + row.line()
                + ": "
                + row.values().size()
                + " fields, but the header names "
                + columns.size()
                + " columns: put a field that contains a comma in quotes");
      }
    }
    return new CsvTable(file, columns, List.copyOf(body));
  }

  private static String text(Path file) {
    try {
      InputFile.check(file);
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InputException(file + " is not UTF-8: save it as CSV in UTF-8", e);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  private static void checkColumns(Path file, List<String> columns) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).isEmpty()) {
        throw new InputException(file + ", line 1, column " + (i + 1) + ": the column has no name");
      }
      if (!seen.add(columns.get(i))) {
        throw new InputException(
            file
                + ", line 1, column "
                + (i + 1)
                + ": the column "
                + columns.get(i)
                + " is defined twice");
      }
    }
  }

  /** Position of a column that may be missing. */
  Optional<Integer> find(String column) {
    int position = columns.indexOf(column);
    return position < 0 ? Optional.empty() : Optional.of(position);
  }

  /**
   * Position of a column by the user's choice; where none is made, of the first of the usual names
   * that there is.
   */
  Optional<Integer> choose(String option, String chosen, String... usual) {
    if (!chosen.isEmpty()) {
      return Optional.of(
          find(chosen)
              .orElseThrow(
                  () ->
                      new InputException(
                          file
                              + " has no column "
                              + chosen
                              + " for "
                              + option
                              + "; it has "
                              + String.join(", ", columns))));
    }
    for (String name : usual) {
      if (find(name).isPresent()) {
        return find(name);
      }
    }
    return Optional.empty();
  }

  /** The beginning of a message about one field. */
  String place(CsvRow row, int column) {
    return file
        + ", line "
        + row.line()
        + ", column "
        + (column + 1)
        + " ("
        + columns.get(column)
        + "): ";
  }
}
