package org.likeness.features;

import org.likeness.data.Dataset;
import org.likeness.error.InputException;

/** The labels that some evaluations need; self-supervised training never sees them. */
public final class Labels {
  private Labels() {}

  /**
   * The label of each image.
   *
   * @param indices indices of the images in {@code dataset}
   * @param what what needs them, the first words of the message: {@code kNN accuracy}
   * @throws InputException if an image has none; the message says how labels are given
   */
  public static int[] require(Dataset dataset, int[] indices, String what) {
    if (indices.length == 0) {
      throw new InputException(
          what
              + " needs labelled images but "
              + dataset.name()
              + " has no image that can be decoded");
    }
    int[] labels = new int[indices.length];
    int missing = 0;
    String first = "";
    for (int i = 0; i < indices.length; i++) {
      labels[i] = dataset.info(indices[i]).label().orElse(-1);
      if (labels[i] < 0) {
        first = missing == 0 ? dataset.info(indices[i]).id() : first;
        missing++;
      }
    }
    if (missing > 0) {
      throw new InputException(
          what
              + " needs the class of every image, but "
              + missing
              + " of "
              + indices.length
              + " images of "
              + dataset.name()
              + " have none (the first is "
              + first
              + "): put the images into one folder per class, or use a CSV file with the columns path"
              + " and label");
    }
    return labels;
  }
}
