package org.likeness.search;

/**
 * What was measured when an index was built.
 *
 * @param rows in the index then
 * @param queries asked
 * @param exactMillis median time of an exact query, in milliseconds
 * @param approximateMillis median time of an approximate query, in milliseconds
 * @param recall share of the ten nearest rows that the approximate answer has, 0 to 1
 * @param heldOut true if the queries were no rows of the index then; else each was a row, which is
 *     left out of its own answer
 */
public record Measured(
    int rows,
    int queries,
    double exactMillis,
    double approximateMillis,
    double recall,
    boolean heldOut) {
  /** Nothing is measured: an index without rows. */
  static final Measured NOTHING = new Measured(0, 0, 0, 0, 1, false);
}
