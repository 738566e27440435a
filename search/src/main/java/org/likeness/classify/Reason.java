package org.likeness.classify;

import static java.util.Objects.requireNonNull;

/**
 * A labelled image that is near to the one that is classified.
 *
 * @param row its row in the table of labelled images
 * @param id its id there
 * @param label name of its class
 * @param similarity to the image that is classified
 */
public record Reason(int row, String id, String label, double similarity) {
  public Reason {
    requireNonNull(id, "id is null");
    requireNonNull(label, "label is null");
  }
}
