package org.likeness.search;

/**
 * What a table brought to an index.
 *
 * @param added rows that are new
 * @param changed rows that were there with another vector, label or attributes
 * @param removed rows that the table has no longer
 * @param unchanged rows that were there
 */
public record Changes(int added, int changed, int removed, int unchanged) {
  /** Whether the index is another one now. */
  public boolean any() {
    return added + changed + removed > 0;
  }
}
