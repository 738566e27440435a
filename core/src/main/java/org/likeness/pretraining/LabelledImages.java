package org.likeness.pretraining;

import java.util.Optional;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;

/**
 * The images that others are compared with where only some training images have a label, as in
 * STL-10: those that have one. Where all or none have one, it is every image.
 */
final class LabelledImages {
  /** A search or a classifier of a single image says nothing. */
  private static final int FEWEST = 2;

  private final Dataset whole;
  private final int all;
  private final int labelled;

  /** Counts the labels of the training images. */
  LabelledImages(Dataset whole, int[] training) {
    this.whole = whole;
    this.all = training.length;
    this.labelled = (int) IntStream.of(training).filter(this::isLabelled).count();
  }

  private boolean isLabelled(int image) {
    return whole.info(image).label().isPresent();
  }

  private boolean isMixed() {
    return labelled >= FEWEST && labelled < all;
  }

  /** Those of the images that others are compared with. */
  int[] of(int[] images) {
    return isMixed() ? IntStream.of(images).filter(this::isLabelled).toArray() : images;
  }

  /** A sentence about the images without a label; empty where there is nothing to say. */
  Optional<String> remark() {
    return isMixed()
        ? Optional.of(
            "%d of the %d training images have no label: they are learned from, and evaluations compare with the %d others"
                .formatted(all - labelled, all, labelled))
        : Optional.empty();
  }
}
