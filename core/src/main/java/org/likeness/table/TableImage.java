package org.likeness.table;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * One line of {@code images.csv}: the image of a row.
 *
 * @param index index of the image in its data set
 * @param id its stable id, the relative path in a folder of images
 * @param label name of its class; empty if there is none
 * @param attributes other columns by name
 */
public record TableImage(int index, String id, String label, Map<String, String> attributes) {
  public TableImage {
    requireNonNull(id, "id is null");
    requireNonNull(label, "label is null");
    attributes = Map.copyOf(attributes);
  }
}
