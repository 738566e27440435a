package org.likeness.table;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * One line of {@code images.csv}: whose vector a row is.
 *
 * @param index number of the image in its data set
 * @param id its stable name, the relative path in a folder of images
 * @param label name of its class, or empty
 * @param attributes further columns by name
 */
public record TableImage(int index, String id, String label, Map<String, String> attributes) {
  public TableImage {
    requireNonNull(id, "id is null");
    requireNonNull(label, "label is null");
    attributes = Map.copyOf(attributes);
  }
}
