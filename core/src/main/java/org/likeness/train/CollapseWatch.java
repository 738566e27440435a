package org.likeness.train;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Notices that all images are mapped to one point: the embeddings hardly differ, or the loss sits
 * where it would if they were equal. The loss counts from the second epoch on, since an untrained
 * network may begin there.
 *
 * @param collapsedLoss the loss where all embeddings are equal
 */
record CollapseWatch(OptionalDouble collapsedLoss) {
  /** Spread of 1 fills the sphere. An untrained network's may be small, a tenth of that is none. */
  static final double LEAST_SPREAD = 0.1;

  /** How near to its collapsed value a loss sits there, as a share. */
  static final double NEAR = 0.005;

  private static final String CURES =
      "lower the learning rate, and check that the augmentations leave something to learn from";

  /** A sentence where an epoch shows a collapse. */
  Optional<String> examine(int epoch, EpochSums sums) {
    if (sums.spread() < LEAST_SPREAD) {
      return Optional.of(
          "the embeddings of different images are nearly equal (spread %s, healthy is near 1): %s"
              .formatted(String.format(Locale.ROOT, "%.3f", sums.spread()), CURES));
    }
    if (epoch > 0 && collapsedLoss.isPresent()) {
      double collapsed = collapsedLoss.getAsDouble();
      if (Math.abs(sums.loss() - collapsed) <= NEAR * Math.abs(collapsed)) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "the loss sits at %.4f, its value when all embeddings are equal: %s",
                collapsed,
                CURES));
      }
    }
    return Optional.empty();
  }
}
