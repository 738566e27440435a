package org.likeness.data.source;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.likeness.error.InputException;

/**
 * The usual split of metric learning: networks learn from the first half of the classes and are
 * measured on the second.
 */
final class HalfOfClasses {
  private HalfOfClasses() {}

  /**
   * The index of a class that a list numbers from 1.
   *
   * @param number missing where the list does not have the image
   * @throws InputException where it is not the number of a class
   */
  static int label(Path base, String image, @Nullable Integer number, int classes) {
    if (number == null || number < 1 || number > classes) {
      throw new InputException(
          "the lists in %s give %s the class %s, which is not one of 1 to %d: unpack the archive again"
              .formatted(base, image, number == null ? "nothing" : number, classes));
    }
    return number - 1;
  }

  static Optional<String> part(int label, int classes) {
    return Optional.of(label < classes / 2 ? "train" : "test");
  }
}
