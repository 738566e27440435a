package org.likeness.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A summary of the data for the user before training. Sizes are compared by their number of pixels.
 *
 * @param name of the data set
 * @param images number of images
 * @param labelled number of images with a label
 * @param classes number of classes
 * @param splits number of images of each split; empty where the data set has none
 * @param smallest size of the smallest image
 * @param median size of the image in the middle
 * @param largest size of the largest image
 * @param unreadable number of files that should be images but are not
 * @param bytes of all images as stored
 */
public record DatasetSummary(
    String name,
    int images,
    int labelled,
    int classes,
    Map<String, Integer> splits,
    ImageSize smallest,
    ImageSize median,
    ImageSize largest,
    int unreadable,
    long bytes) {
  public DatasetSummary {
    splits = Map.copyOf(splits);
  }

  /**
   * Summarises what is known without decoding.
   *
   * @throws IllegalArgumentException where the data set is empty
   */
  public static DatasetSummary of(Dataset data) {
    if (data.size() == 0) {
      throw new IllegalArgumentException(
          "data set " + data.name() + " must have an image but has 0");
    }
    int labelled = 0;
    Map<String, Integer> splits = new TreeMap<>();
    Map<ImageSize, Integer> counts =
        new TreeMap<>(
            Comparator.comparingLong((ImageSize s) -> (long) s.width() * s.height())
                .thenComparingInt(ImageSize::width));
    for (int i = 0; i < data.size(); i++) {
      ImageInfo info = data.info(i);
      labelled += info.label().isPresent() ? 1 : 0;
      info.split().ifPresent(split -> splits.merge(split, 1, Integer::sum));
      counts.merge(new ImageSize(info.width(), info.height()), 1, Integer::sum);
    }
    List<ImageSize> sizes = new ArrayList<>(counts.keySet());
    return new DatasetSummary(
        data.name(),
        data.size(),
        labelled,
        data.classNames().size(),
        splits,
        sizes.get(0),
        median(counts, data.size()),
        sizes.get(sizes.size() - 1),
        data.unreadable().size(),
        data.bytes());
  }

  private static ImageSize median(Map<ImageSize, Integer> counts, int images) {
    int seen = 0;
    for (Map.Entry<ImageSize, Integer> each : counts.entrySet()) {
      seen += each.getValue();
      if (2L * seen >= images) {
        return each.getKey();
      }
    }
    throw new IllegalArgumentException("the counts do not add up to " + images);
  }

  /** Such as {@code emoji: 3,812 images of 64x64 pixels, all labelled (98 classes), 15.1 MB}. */
  public String sentence() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT, "%s: %,d %s of ", name, images, images == 1 ? "image" : "images"));
    text.append(
        smallest.equals(largest)
            ? smallest.toString()
            : smallest + " to " + largest + " (median " + median + ")");
    text.append(" pixels, ").append(labels());
    if (splits.size() > 1) {
      text.append(", ");
      text.append(
          String.join(
              " + ",
              new TreeMap<>(splits)
                  .entrySet().stream()
                      .map(s -> String.format(Locale.ROOT, "%,d %s", s.getValue(), s.getKey()))
                      .toList()));
    }
    if (unreadable > 0) {
      text.append(
          String.format(
              Locale.ROOT, ", %,d %s unreadable", unreadable, unreadable == 1 ? "file" : "files"));
    }
    return bytes > 0 ? text.append(", ").append(size(bytes)).toString() : text.toString();
  }

  private String labels() {
    String names =
        classes == 1 ? "(1 class)" : String.format(Locale.ROOT, "(%,d classes)", classes);
    return labelled == 0
        ? "no labels"
        : labelled == images
            ? "all labelled " + names
            : String.format(Locale.ROOT, "%,d labelled %s", labelled, names);
  }

  private static String size(long bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : bytes < 1_000_000_000
            ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
            : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
