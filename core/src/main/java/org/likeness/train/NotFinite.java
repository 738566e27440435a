package org.likeness.train;

import org.likeness.method.Step;

/** Called for a loss that is not a finite number, before the weights are updated. */
@FunctionalInterface
public interface NotFinite {
  /** Ignores it. */
  NotFinite IGNORED = (step, what) -> {};

  /**
   * The loss of a step is not finite; an exception ends the step.
   *
   * @param what such as {@code its term softmax is NaN}
   */
  void tell(Step step, String what);
}
