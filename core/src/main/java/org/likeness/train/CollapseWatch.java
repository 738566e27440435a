package org.likeness.train;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Detects a collapse, where all images are mapped to one point: the embeddings hardly differ, or
 * the loss stays at its value for equal embeddings, which it also has where nothing is learned.
 * Where that value is unknown, or that of success too (BYOL, SimSiam), the spread alone tells.
 *
 * @param collapsedLoss the loss if all embeddings are equal; empty to go by the spread alone
 * @param from the first epoch, from 0, whose loss is compared with it
 */
record CollapseWatch(OptionalDouble collapsedLoss, int from) {
  /**
   * A spread of 1 fills the sphere. An untrained network's may be small; below this value it is a
   * collapse.
   */
  static final double LEAST_SPREAD = 0.1;

  /** Relative difference below which a loss counts as equal to its collapsed value. */
  static final double NEAR = 0.005;

  /** From this spread on, embeddings that are no better than equal ones differ all the same. */
  static final double WIDE_SPREAD = 0.5;

  private static final String CURES = "lower the learning rate, or use weaker augmentations";

  /** A warning if an epoch shows a collapse. */
  Optional<String> examine(int epoch, EpochSums sums) {
    if (sums.spread() < LEAST_SPREAD) {
      return Optional.of(
          "the embeddings of different images are nearly equal (spread %s; about 1 is normal): %s"
              .formatted(String.format(Locale.ROOT, "%.3f", sums.spread()), CURES));
    }
    if (epoch >= from && collapsedLoss.isPresent()) {
      double collapsed = collapsedLoss.getAsDouble();
      if (Math.abs(sums.loss() - collapsed) <= NEAR * Math.abs(collapsed)) {
        return Optional.of(
            sums.spread() < WIDE_SPREAD
                ? "the loss is %s, its value when all embeddings are equal: %s"
                    .formatted(number(collapsed), CURES)
                : "the loss is %s, about that of embeddings that tell no image from another (%s): train for more epochs, or with another learning rate"
                    .formatted(number(sums.loss()), number(collapsed)));
      }
    }
    return Optional.empty();
  }

  private static String number(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }
}
