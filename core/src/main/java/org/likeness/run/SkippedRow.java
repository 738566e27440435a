package org.likeness.run;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.likeness.data.ImageInfo;
import org.likeness.data.ImageRecord;
import org.likeness.data.UnreadableFile;
import org.likeness.error.InputException;

/**
 * An image that a run does without: a row of {@code skipped.csv}.
 *
 * @param image what the data set says of it; its size is 0 if it has no number
 * @param reason one line
 * @param number in the data set of the run, from 0; empty for a file that was not an image when the
 *     run was started
 */
public record SkippedRow(ImageRecord image, String reason, OptionalInt number) {
  /** The id, the reason and the number, then the rest of an {@link ImageRecord}. */
  static final List<String> HEADER = row(ImageRecord.COLUMNS, "reason", "number");

  private static final String REPAIRED = "was repaired and is used since the run was resumed";

  public SkippedRow {
    requireNonNull(image, "image is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(number, "number is null");
  }

  /** A file that is not an image. */
  static SkippedRow of(UnreadableFile file) {
    return new SkippedRow(
        new ImageRecord(file.id(), 0, 0, "", "", ""), file.reason(), OptionalInt.empty());
  }

  /**
   * A row as it is written.
   *
   * @throws IllegalArgumentException where a field is missing, a number is invalid or negative, or
   *     an image with a number has no size
   */
  static SkippedRow parse(List<String> values) {
    if (values.size() != HEADER.size()) {
      throw new IllegalArgumentException(
          "it has %d fields instead of %d".formatted(values.size(), HEADER.size()));
    }
    List<String> cells = new ArrayList<>(values);
    String number = cells.remove(2);
    String reason = cells.remove(1);
    ImageRecord image = ImageRecord.parse(cells);
    if (number.isEmpty()) {
      return new SkippedRow(image, reason, OptionalInt.empty());
    }
    int index = Integer.parseInt(number);
    if (index < 0 || image.width() < 1 || image.height() < 1) {
      throw new IllegalArgumentException("its number is negative, or its size is not positive");
    }
    return new SkippedRow(image, reason, OptionalInt.of(index));
  }

  /** The fields as text, in the order of {@link #HEADER}. */
  List<String> values() {
    return row(
        image.cells(), reason, number.isPresent() ? Integer.toString(number.getAsInt()) : "");
  }

  private static List<String> row(List<String> cells, String reason, String number) {
    List<String> row = new ArrayList<>(cells);
    row.addAll(1, List.of(reason, number));
    return List.copyOf(row);
  }

  /** The id of the image. */
  public String id() {
    return image.id();
  }

  /** The row of the same image that can be decoded now. */
  SkippedRow repaired() {
    return new SkippedRow(image, REPAIRED, number);
  }

  /** True if the image was repaired when the run was resumed, and used from there on. */
  boolean isRepaired() {
    return reason.equals(REPAIRED);
  }

  /**
   * What the data set said of the image, by the numbers that classes have now.
   *
   * @throws InputException where no image of its class is left
   */
  ImageInfo info(List<String> classNames) {
    return new ImageInfo(
        image.id(),
        image.width(),
        image.height(),
        label(classNames),
        given(image.group()),
        given(image.split()),
        Map.of());
  }

  private OptionalInt label(List<String> classNames) {
    String name = image.label();
    if (name.isEmpty()) {
      return OptionalInt.empty();
    }
    int index = classNames.indexOf(name);
    if (index < 0 && classNames.isEmpty() && name.matches("\\d{1,9}")) {
      index = Integer.parseInt(name); // classes without names are written by their numbers
    }
    if (index < 0) {
      throw new InputException(
          "%s, which has been removed, was the only image of the class %s: put a file of this name back, or start a new run"
              .formatted(id(), name));
    }
    return OptionalInt.of(index);
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isEmpty());
  }
}
