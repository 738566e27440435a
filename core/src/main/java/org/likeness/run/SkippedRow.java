package org.likeness.run;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.likeness.data.ImageInfo;

/**
 * An image that a run does without: a row of {@code skipped.csv}.
 *
 * @param id its id
 * @param reason one line
 * @param number in the data set of the run, from 0; empty for a file that was no image when the run
 *     was started
 * @param width pixels; 0 where it has no number
 * @param height pixels; 0 where it has no number
 * @param label the name of its class
 * @param group its group
 * @param split the part that the data set assigns it to
 */
public record SkippedRow(
    String id,
    String reason,
    OptionalInt number,
    int width,
    int height,
    Optional<String> label,
    Optional<String> group,
    Optional<String> split) {
  static final List<String> HEADER =
      List.of("id", "reason", "number", "width", "height", "label", "group", "split");

  public SkippedRow {
    requireNonNull(id, "id is null");
    reason = reason.replaceAll("\\s+", " ");
    requireNonNull(number, "number is null");
    requireNonNull(label, "label is null");
    requireNonNull(group, "group is null");
    requireNonNull(split, "split is null");
  }

  /** A file that is no image. */
  static SkippedRow unreadable(String id, String reason) {
    return new SkippedRow(
        id,
        reason,
        OptionalInt.empty(),
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static SkippedRow of(ImageInfo info, List<String> classNames, int number, String reason) {
    OptionalInt label = info.label();
    return new SkippedRow(
        info.id(),
        reason,
        OptionalInt.of(number),
        info.width(),
        info.height(),
        label.isPresent() ? Optional.of(classNames.get(label.getAsInt())) : Optional.empty(),
        info.group(),
        info.split());
  }

  /** What the data set said of the image, by the numbers that classes have now. */
  ImageInfo info(List<String> classNames) {
    OptionalInt index =
        label.isPresent() ? OptionalInt.of(classNames.indexOf(label.get())) : OptionalInt.empty();
    return new ImageInfo(id, width, height, index, group, split, Map.of());
  }

  /**
   * A row as it is written.
   *
   * @throws IllegalArgumentException where a field is missing or a number is none
   */
  static SkippedRow parse(List<String> values) {
    if (values.size() != HEADER.size()) {
      throw new IllegalArgumentException("fields must be 8 but are " + values.size());
    }
    String number = values.get(2);
    if (number.isEmpty()) {
      return unreadable(values.get(0), values.get(1));
    }
    return new SkippedRow(
        values.get(0),
        values.get(1),
        OptionalInt.of(Integer.parseInt(number)),
        Integer.parseInt(values.get(3)),
        Integer.parseInt(values.get(4)),
        given(values.get(5)),
        given(values.get(6)),
        given(values.get(7)));
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isEmpty());
  }

  List<String> values() {
    boolean numbered = number.isPresent();
    return List.of(
        id,
        reason,
        numbered ? Integer.toString(number.getAsInt()) : "",
        numbered ? Integer.toString(width) : "",
        numbered ? Integer.toString(height) : "",
        label.orElse(""),
        group.orElse(""),
        split.orElse(""));
  }
}
