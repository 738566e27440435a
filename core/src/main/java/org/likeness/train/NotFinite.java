package org.likeness.train;

import org.likeness.method.Step;

/** Told of a loss that is not a finite number, before the weights are updated with it. */
@FunctionalInterface
public interface NotFinite {
  /** Goes on as if nothing had happened. */
  NotFinite IGNORED = (step, what) -> {};

  /**
   * The loss of a step is not finite; an exception ends the step here.
   *
   * @param what such as {@code its term softmax is NaN}
   */
  void tell(Step step, String what);
}
