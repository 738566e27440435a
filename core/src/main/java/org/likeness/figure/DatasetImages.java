package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.likeness.data.Dataset;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.image.Image;

/** The images of a data set by their identity. */
final class DatasetImages implements NamedImages {
  private final Dataset dataset;
  private final Map<String, Integer> numbers = new HashMap<>();

  DatasetImages(Dataset dataset) {
    this.dataset = requireNonNull(dataset, "dataset is null");
  }

  @Override
  public Image image(String id) {
    if (numbers.isEmpty()) { // read only where a figure shows images
      for (int i = 0; i < dataset.size(); i++) {
        numbers.put(dataset.info(i).id(), i);
      }
    }
    Integer number = numbers.get(id);
    if (number == null) {
      throw new InputException(
          "%s has no image %s, so the figure cannot be drawn: name the images that were measured with --data DIR"
              .formatted(dataset.name(), id));
    }
    return load(dataset, number);
  }

  /**
   * Decodes an image.
   *
   * @throws RunException if it cannot be decoded
   */
  static Image load(Dataset dataset, int number) {
    try {
      return dataset.load(number);
    } catch (IOException e) {
      throw new RunException(
          "the image " + dataset.info(number).id() + " cannot be drawn: " + FileReason.of(e), e);
    }
  }
}
