package org.likeness.optim;

/**
 * A value that changes over a run, such as the learning rate. It is a function of the step only, so
 * a resumed run needs no state.
 */
@FunctionalInterface
public interface Schedule {
  /** The value used in step {@code step}, counted from 0. */
  double at(long step);
}
