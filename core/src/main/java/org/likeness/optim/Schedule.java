package org.likeness.optim;

/**
 * A number that moves over a run, such as the learning rate: a function of the step and of nothing
 * else, so a resumed run needs no state.
 */
@FunctionalInterface
public interface Schedule {
  /** The value used in step {@code step}, counted from 0. */
  double at(long step);
}
