package org.likeness.evaluate;

import java.util.BitSet;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;

/** The classes among the labels of images. */
public final class Classes {
  private Classes() {}

  /** Number of classes that a classifier of these images tells apart: the largest label plus 1. */
  public static int count(Dataset images) {
    return present(images).length();
  }

  /**
   * Refuses images of a single class.
   *
   * @param what what needs them, the first words of the message: {@code SVM accuracy}
   * @throws InputException if there are fewer than two classes
   */
  public static void requireTwo(Dataset images, String what) {
    int classes = present(images).cardinality();
    if (classes < 2) {
      throw new InputException(
          "%s needs training images of at least 2 classes but %s has %d: use data with more classes"
              .formatted(what, images.name(), classes));
    }
  }

  private static BitSet present(Dataset images) {
    BitSet present = new BitSet();
    for (int i = 0; i < images.size(); i++) {
      images.info(i).label().ifPresent(present::set);
    }
    return present;
  }
}
