package org.likeness.search;

/**
 * What a table brought to an index.
 *
 * @param added rows that are new
 * @param changed rows that were there with another vector, label or attributes
 * @param removed rows that the table has no longer
 * @param unchanged rows that were there
 * @param moved rows that were there with another id and the same vector, as of a file that was
 *     moved; they are neither in {@code added} nor in {@code removed}
 */
public record Changes(int added, int changed, int removed, int unchanged, int moved) {
  /** Whether the index is another one now. */
  public boolean any() {
    return added + changed + removed + moved > 0;
  }
}
