package org.likeness.table;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A table and what became of the one that was there.
 *
 * @param table complete
 * @param changes how it differs from the table that was there; empty where there was none
 */
public record WrittenTable(EmbeddingTable table, Optional<TableChanges> changes) {
  public WrittenTable {
    requireNonNull(table, "table is null");
    requireNonNull(changes, "changes is null");
  }
}
