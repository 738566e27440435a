package org.likeness.method;

/**
 * How large a run is, for advice on its options.
 *
 * @param epochs of the whole run
 * @param stepsPerEpoch updates of an epoch
 * @param batch images of a batch
 * @param accumulate batches of an update
 * @param images that are learned from, n
 */
public record RunSize(int epochs, long stepsPerEpoch, int batch, int accumulate, int images) {
  public RunSize {
    if (epochs < 1 || stepsPerEpoch < 0 || batch < 1 || accumulate < 1 || images < 1) {
      throw new IllegalArgumentException(
          "epochs, batch, accumulate and images must be positive and stepsPerEpoch not negative but they are %d, %d, %d, %d and %d"
              .formatted(epochs, batch, accumulate, images, stepsPerEpoch));
    }
  }

  /** Updates of the whole run. */
  public long updates() {
    return epochs * stepsPerEpoch;
  }

  /** Images of an update, except for an incomplete batch at the end of an epoch. */
  public long imagesPerUpdate() {
    return (long) batch * accumulate;
  }

  /** Images that are learned from in an epoch: all, or those of the complete updates. */
  public long imagesPerEpoch() {
    return Math.min(images, stepsPerEpoch * imagesPerUpdate());
  }
}
