package org.likeness.data;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is known of an image without decoding it, as text that stays valid outside its data set.
 *
 * @param id name within the data set
 * @param width pixels; 0 for a file that is not an image
 * @param height pixels; 0 for a file that is not an image
 * @param label name of its class; empty for none
 * @param group empty for none
 * @param split the part that the data set assigns it to; empty for none
 */
public record ImageRecord(
    String id, int width, int height, String label, String group, String split) {
  /** Names of the components, the header of a CSV. */
  public static final List<String> COLUMNS =
      List.of("id", "width", "height", "label", "group", "split");

  public ImageRecord {
    requireNonNull(id, "id is null");
    requireNonNull(label, "label is null");
    requireNonNull(group, "group is null");
    requireNonNull(split, "split is null");
  }

  /** The record of image {@code index}. */
  public static ImageRecord of(Dataset data, int index) {
    ImageInfo info = data.info(index);
    return new ImageRecord(
        info.id(),
        info.width(),
        info.height(),
        data.labelName(index),
        info.group().orElse(""),
        info.split().orElse(""));
  }

  /**
   * Reads {@link #cells}.
   *
   * @throws IllegalArgumentException if there are not six, or a size is not a number
   */
  public static ImageRecord parse(List<String> cells) {
    if (cells.size() != COLUMNS.size()) {
      throw new IllegalArgumentException(
          "it has %d fields instead of %d".formatted(cells.size(), COLUMNS.size()));
    }
    return new ImageRecord(
        cells.get(0),
        Integer.parseInt(cells.get(1)),
        Integer.parseInt(cells.get(2)),
        cells.get(3),
        cells.get(4),
        cells.get(5));
  }

  /** The components as text, in their order. */
  public List<String> cells() {
    return List.of(id, Integer.toString(width), Integer.toString(height), label, group, split);
  }
}
