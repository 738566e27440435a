package org.likeness.table;

/**
 * How a table differs from the one that it replaced, in images.
 *
 * @param kept the same image under the same id; its row was copied
 * @param added ids that the table did not have; where the same content was in the table, its row
 *     was copied
 * @param changed the same id with other content
 * @param moved the same content under another id, while the old id is gone; its row was copied
 * @param gone ids that are gone and were not moved
 * @param computed rows that were computed, also by a call that was stopped before
 */
public record TableChanges(int kept, int added, int changed, int moved, int gone, int computed) {
  /** True where no image was added, changed, moved or is gone. */
  public boolean isEmpty() {
    return added + changed + moved + gone == 0;
  }
}
