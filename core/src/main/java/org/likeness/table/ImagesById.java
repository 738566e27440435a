package org.likeness.table;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.likeness.data.Dataset;

/**
 * Where the images of a table are in a data set that may have changed since. The data set's ids are
 * listed once the first image is not where it was. Thread-safe.
 */
public final class ImagesById {
  private final Dataset dataset;
  private final Map<String, Integer> numbers = new HashMap<>();

  public ImagesById(Dataset dataset) {
    this.dataset = requireNonNull(dataset, "dataset is null");
  }

  /**
   * The number of an image in the data set; empty if it has none with the id.
   *
   * @param index where the image was
   */
  public OptionalInt number(int index, String id) {
    if (index < dataset.size() && dataset.info(index).id().equals(id)) {
      return OptionalInt.of(index);
    }
    Integer number = listed().get(id);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private synchronized Map<String, Integer> listed() {
    if (numbers.isEmpty()) {
      for (int i = 0; i < dataset.size(); i++) {
        numbers.put(dataset.info(i).id(), i);
      }
    }
    return numbers;
  }
}
