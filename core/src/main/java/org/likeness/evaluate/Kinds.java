package org.likeness.evaluate;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.error.InputException;
import org.likeness.features.Labels;

/**
 * Numbers the images' classes, or the values of a column, such as {@value #GROUP}; equal numbers
 * belong together.
 */
public final class Kinds {
  /** The column of the images that a split never separates. */
  public static final String GROUP = "group";

  private final String column;
  private final String title;
  private final Map<String, Integer> numbers = new HashMap<>();

  /**
   * Without images yet.
   *
   * @param column an attribute of the images, or {@value #GROUP}; empty for their class
   * @param title what needs it, for error messages
   */
  public Kinds(String column, String title) {
    this.column = column;
    this.title = title;
  }

  /** As {@link #of(Dataset, int[])} of all images. */
  public int[] of(Dataset images) {
    return of(images, IntStream.range(0, images.size()).toArray());
  }

  /**
   * The number of each image's kind, the same for equal kinds in every call.
   *
   * @throws InputException if an image has none
   */
  public int[] of(Dataset images, int[] indices) {
    if (column.isEmpty()) {
      return Labels.require(images, indices, title);
    }
    int[] kinds = new int[indices.length];
    int missing = 0;
    for (int i = 0; i < indices.length; i++) {
      String value = value(images.info(indices[i]));
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

  private String value(ImageInfo image) {
    String attribute = image.attributes().getOrDefault(column, "");
    return attribute.isEmpty() && column.equals(GROUP) ? image.group().orElse("") : attribute;
  }

  /** What belongs together, for a sentence: {@code class}, or the column. */
  public String phrase() {
    return column.isEmpty() ? "class" : column;
  }
}
