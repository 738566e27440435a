package org.likeness.search;

import static java.util.Objects.requireNonNull;

/**
 * A row found by a query.
 *
 * @param row the row
 * @param similarity cosine of the angle to the query, -1 to 1
 */
public record Hit(IndexRow row, double similarity) {
  public Hit {
    requireNonNull(row, "row is null");
    similarity = Math.max(-1, Math.min(1, similarity)); // beyond it by rounding alone
  }
}
