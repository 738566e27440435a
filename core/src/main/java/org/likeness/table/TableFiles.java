package org.likeness.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.likeness.io.AtomicFile;
import org.likeness.io.Json;

/**
 * The files of a complete table, and how another table takes their place at once. The new vectors
 * and images are written beside them under names that end in {@code .next}; the moment in which
 * {@code table.next} appears is the moment in which the new table counts. Then each takes the name
 * of the old one, {@code table.json} last. Killed in between, a reader finds the new files under
 * either name, and the next writer goes on.
 */
final class TableFiles {
  private static final String NEXT = ".next";
  private static final String INFO_NEXT = "table" + NEXT;

  private final Path folder;

  TableFiles(Path folder) {
    this.folder = folder;
  }

  /** True if a table is there, whatever names its files have. */
  boolean exist() {
    return Files.exists(folder.resolve(EmbeddingTable.INFO)) || isSwapping();
  }

  private boolean isSwapping() {
    return Files.exists(folder.resolve(INFO_NEXT));
  }

  /** The file of the table that counts now; it may be renamed while it is opened. */
  Path now(String name) {
    if (isSwapping()) {
      Path next = next(name);
      return Files.exists(next) ? next : folder.resolve(name);
    }
    return folder.resolve(name);
  }

  /** Where the new file is written that will have a name. */
  Path next(String name) {
    return folder.resolve(
        name.equals(EmbeddingTable.INFO)
            ? INFO_NEXT
            : name.substring(0, name.lastIndexOf('.')) + NEXT);
  }

  /** Lets the new files count, which are complete and on the disk. */
  void publish(TableInfo info, List<SkippedRow> skipped, int revision) throws IOException {
    AtomicFile.replace(folder.resolve(INFO_NEXT), Json.indented(info.json(skipped, revision)));
    complete();
  }

  /** Ends a swap that a killed writer began; without one, removes new files that never counted. */
  void complete() throws IOException {
    boolean swapping = isSwapping();
    for (String name : List.of(EmbeddingTable.VECTORS, EmbeddingTable.IMAGES)) {
      Path next = next(name);
      if (swapping && Files.exists(next)) {
        AtomicFile.move(next, folder.resolve(name));
      } else {
        Files.deleteIfExists(next);
      }
    }
    if (swapping) {
      AtomicFile.move(folder.resolve(INFO_NEXT), folder.resolve(EmbeddingTable.INFO));
    }
  }
}
