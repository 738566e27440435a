package org.likeness.figure;

import static java.util.Objects.requireNonNull;

/**
 * The neighbours of one query under one kind of features.
 *
 * @param label the kind, left of the row: {@code raw pixels}, {@code untrained}, {@code trained}
 * @param images their numbers in the data set that was searched, the nearest first
 * @param similarities of each
 */
@SuppressWarnings("ArrayRecordComponent") // read only
public record NeighbourRow(String label, int[] images, double[] similarities) {
  public NeighbourRow {
    requireNonNull(label, "label is null");
    if (images.length != similarities.length) {
      throw new IllegalArgumentException(
          images.length + " images have " + similarities.length + " similarities");
    }
  }
}
