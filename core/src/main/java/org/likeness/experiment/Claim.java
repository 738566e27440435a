package org.likeness.experiment;

import java.util.List;

/**
 * A difference that is to be shown: one row has higher values than another.
 *
 * @param more the row that is to be ahead
 * @param less the other row
 * @param columns in which
 */
public record Claim(String more, String less, List<String> columns) {
  public Claim {
    columns = List.copyOf(columns);
  }
}
