package org.likeness.method;

/**
 * The position in training. One step is one update by the optimizer.
 *
 * @param index steps done before this one
 * @param total steps of the whole run
 * @param epoch the epoch, from 0
 * @param epochs epochs of the whole run
 */
public record Step(long index, long total, int epoch, int epochs) {
  public Step {
    if (index < 0 || total < 1 || epoch < 0 || epochs < 1) {
      throw new IllegalArgumentException(
          "a step must be within the run but is step "
              + index
              + " of "
              + total
              + ", epoch "
              + epoch
              + " of "
              + epochs);
    }
  }

  /** Fraction of the run that is completed, in {@code [0, 1)}. */
  public double position() {
    return (double) index / total;
  }
}
