package org.likeness.evaluate.similarity;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.features.Labels;

/** Numbers the images' classes, or the values of a column; equal numbers belong together. */
final class Kinds {
  private final String column;
  private final String title;
  private final Map<String, Integer> numbers = new HashMap<>();

  /**
   * Without images yet.
   *
   * @param column an attribute of the images; empty for their class
   * @param title what needs it, for error messages
   */
  Kinds(String column, String title) {
    this.column = column;
    this.title = title;
  }

  /** As {@link #of(Dataset, int[])} of all images. */
  int[] of(Dataset images) {
    return of(images, IntStream.range(0, images.size()).toArray());
  }

  /**
   * The number of each image's kind, the same for equal kinds in every call.
   *
   * @throws InputException if an image has none
   */
  int[] of(Dataset images, int[] indices) {
    if (column.isEmpty()) {
      return Labels.require(images, indices, title);
    }
    int[] kinds = new int[indices.length];
    int missing = 0;
    for (int i = 0; i < indices.length; i++) {
      String value = images.info(indices[i]).attributes().getOrDefault(column, "");
      missing += value.isBlank() ? 1 : 0;
      kinds[i] = numbers.computeIfAbsent(value, key -> numbers.size());
    }
    if (missing > 0) {
      throw new InputException(
          "%s by %s needs that value of every image, but %d of %d images of %s have none: use a CSV file with the columns path, label and %s"
              .formatted(title, column, missing, indices.length, images.name(), column));
    }
    return kinds;
  }
}
