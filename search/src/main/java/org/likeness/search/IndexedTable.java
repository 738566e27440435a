package org.likeness.search;

import static java.util.Objects.requireNonNull;

/**
 * An embedding table whose rows are in an index.
 *
 * @param number of the table in the index; stays when others are taken out
 * @param name its name in the index: the name of its folder without {@code .table}
 * @param folder where the table was when it was indexed, absolute
 * @param data the data set that it was made from: an absolute path where that existed, else the
 *     name of a data set
 * @param rows its rows in the index
 */
public record IndexedTable(int number, String name, String folder, String data, int rows) {
  public IndexedTable {
    requireNonNull(name, "name is null");
    requireNonNull(folder, "folder is null");
    requireNonNull(data, "data is null");
  }

  /** The same table whose images are elsewhere now. */
  public IndexedTable withData(String newData) {
    return new IndexedTable(number, name, folder, newData, rows);
  }

  IndexedTable withRows(int newRows) {
    return new IndexedTable(number, name, folder, data, newRows);
  }
}
