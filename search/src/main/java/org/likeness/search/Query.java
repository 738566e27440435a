package org.likeness.search;

import static java.util.Objects.requireNonNull;

/**
 * What a search asks for.
 *
 * @param k rows wanted, 1 or more
 * @param filter which rows may be found
 * @param exact every row is compared, whatever the mode of the index
 */
public record Query(int k, Filter filter, boolean exact) {
  public Query {
    requireNonNull(filter, "filter is null");
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1 but is " + k);
    }
  }

  /** The k nearest of all rows. */
  public static Query of(int k) {
    return new Query(k, Filter.all(), false);
  }

  /** The k nearest of the rows of a filter. */
  public static Query of(int k, Filter filter) {
    return new Query(k, filter, false);
  }
}
