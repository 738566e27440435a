package org.likeness.search;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.likeness.table.TableInfo;

/** The tables of an index that is being written, by their numbers. */
final class IndexTables {
  private final Map<Integer, IndexedTable> tables = new TreeMap<>();

  IndexTables(List<IndexedTable> there) {
    there.forEach(this::put);
  }

  void put(IndexedTable table) {
    tables.put(table.number(), table);
  }

  /** The table of a folder, or of the same name where its folder of then is gone. */
  Optional<IndexedTable> known(Path folder) {
    String path = folder.toString();
    return tables.values().stream()
        .filter(table -> table.folder().equals(path))
        .findFirst()
        .or(
            () ->
                tables.values().stream()
                    .filter(
                        table ->
                            table.name().equals(name(folder))
                                && !Files.exists(Path.of(table.folder())))
                    .findFirst());
  }

  /** A table of a folder that is not among these yet, under a name of its own. */
  IndexedTable fresh(Path folder) {
    Set<String> names = new LinkedHashSet<>();
    tables.values().forEach(table -> names.add(table.name()));
    String name = name(folder);
    for (int i = 2; names.contains(name); i++) {
      name = name(folder) + "-" + i;
    }
    int number = tables.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    return new IndexedTable(number, name, folder.toString(), "", 0);
  }

  private static String name(Path folder) {
    Path name = folder.getFileName();
    return name == null ? "table" : name.toString().replaceFirst("(?<=.)\\.table$", "");
  }

  /** A path is kept as an absolute one, since it would mean another folder from elsewhere. */
  static String dataOf(TableInfo info, Optional<IndexedTable> known) {
    Path path = Path.of(info.data());
    if (Files.exists(path)) {
      return path.toAbsolutePath().normalize().toString();
    }
    return known.map(IndexedTable::data).filter(data -> !data.isEmpty()).orElse(info.data());
  }

  /** One row less in a table. */
  void takeOut(int number) {
    tables.computeIfPresent(number, (key, table) -> table.withRows(table.rows() - 1));
  }

  /** Those that have rows, by number. */
  List<IndexedTable> withRows() {
    return tables.values().stream()
        .filter(table -> table.rows() > 0)
        .sorted(Comparator.comparingInt(IndexedTable::number))
        .toList();
  }
}
