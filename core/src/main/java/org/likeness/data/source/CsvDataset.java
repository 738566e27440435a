package org.likeness.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.io.CsvRow;
import org.likeness.io.FileNames;

/**
 * Images named by a CSV with a header line, in the order of its rows. Columns: {@code path}
 * (relative to the CSV's folder or to {@link DataOptions#root()}), {@code id} (the path where there
 * is no such column; the path is the id where there is no {@code path}), {@code label}, {@code
 * group} and {@code split}, all but one of id and path optional; every other column becomes an
 * attribute. Label and group may be other columns by {@link DataOptions}. Classes are the names in
 * the label column, sorted; an empty field is not a label.
 */
public final class CsvDataset {
  private CsvDataset() {}

  /**
   * Opens a CSV. A row whose image is missing or broken is listed as unreadable.
   *
   * @throws InputException where the CSV is damaged, names no image or one image twice, with line
   *     and column
   */
  public static Dataset open(Path csv, DataOptions options) {
    CsvTable table = CsvTable.read(csv);
    Path base = options.root().isEmpty() ? ImageFolder.parent(csv) : FileNames.path(options.root());
    int path = table.choose("path", "", "path", "id").orElseThrow(() -> noColumn(table));
    int id = table.find("id").orElse(path);
    CsvLabels labels = new CsvLabels(table, List.of(id, path), options);

    Map<String, Integer> lines = new HashMap<>();
    List<Candidate> candidates = new ArrayList<>(table.rows().size());
    for (CsvRow row : table.rows()) {
      String name = CsvLabels.required(table, row, id).replace('\\', '/');
      Integer earlier = lines.putIfAbsent(name, row.line());
      if (earlier != null) {
        throw new InputException(
            table.place(row, id)
                + name
                + " is defined twice, first in line "
                + earlier
                + ": remove one of the rows");
      }
      String file = id == path ? name : CsvLabels.required(table, row, path).replace('\\', '/');
      candidates.add(labels.describe(row, name, file, 0, -1));
    }
    if (candidates.isEmpty()) {
      throw new InputException(csv + " has a header line but no rows: add a line for each image");
    }
    return HeaderScan.open(stem(csv), base, candidates, labels.classNames(), options);
  }

  private static InputException noColumn(CsvTable table) {
    return new InputException(
        table.file()
            + ", line 1: one column must be named id or path, but the columns are "
            + String.join(", ", table.columns()));
  }

  /** The file's name without its ending. */
  private static String stem(Path csv) {
    String name = ImageFolder.nameOf(csv);
    return name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name;
  }
}
