package org.likeness.method;

/**
 * How large a run is, for advice on its options.
 *
 * @param updates of the whole run
 * @param batch images of a batch
 * @param images that are learned from, n
 */
public record RunSize(long updates, int batch, int images) {
  public RunSize {
    if (updates < 0 || batch < 1 || images < 1) {
      throw new IllegalArgumentException(
          "updates must not be negative and batch and images positive but are %d, %d and %d"
              .formatted(updates, batch, images));
    }
  }

  /** Passes over the images, about. */
  public double epochs() {
    return (double) updates * batch / images;
  }
}
