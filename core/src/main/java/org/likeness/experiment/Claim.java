package org.likeness.experiment;

import java.util.List;

/**
 * A difference that is to be shown: one row has higher values than another, or in one column than
 * in another.
 *
 * @param more the row that is to be ahead
 * @param less the other row, or the same one
 * @param columns in which; empty for all
 * @param against the columns of the other value, one for each of {@code columns}; empty for the
 *     same columns
 */
public record Claim(String more, String less, List<String> columns, List<String> against) {
  public Claim {
    columns = List.copyOf(columns);
    against = List.copyOf(against);
  }

  /** True if it is of a column. */
  boolean isOf(String column) {
    return columns.isEmpty() || columns.contains(column);
  }

  /** The column with which one is compared. */
  String against(String column) {
    return against.isEmpty() ? column : against.get(columns.indexOf(column));
  }
}
