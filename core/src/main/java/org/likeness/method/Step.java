package org.likeness.method;

/**
 * The position in training. One step is one update by the optimizer.
 *
 * @param index steps done before this one
 * @param total steps of the whole run
 * @param epoch the epoch, from 0
 * @param epochs epochs of the whole run
 * @param part batches of this step before this one, 0 without gradient accumulation
 */
public record Step(long index, long total, int epoch, int epochs, int part) {
  public Step {
    if (index < 0 || total < 1 || epoch < 0 || epochs < 1 || part < 0) {
      throw new IllegalArgumentException(
          "a step must be within the run but is step "
              + index
              + " of "
              + total
              + ", epoch "
              + epoch
              + " of "
              + epochs
              + ", batch "
              + part);
    }
  }

  /** The first batch of a step. */
  public Step(long index, long total, int epoch, int epochs) {
    this(index, total, epoch, epochs, 0);
  }

  /** The same step at another of its batches, from 0. */
  public Step at(int batch) {
    return new Step(index, total, epoch, epochs, batch);
  }
}
