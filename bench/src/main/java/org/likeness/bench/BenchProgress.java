package org.likeness.bench;

/** Hears how far a bench is. */
@FunctionalInterface
public interface BenchProgress {
  /** Hears nothing. */
  BenchProgress NONE = (done, total) -> {};

  /**
   * Called before the first round, with 0, and after each, on the thread that measures and outside
   * what is timed. What runs before anything is counted is a round too.
   *
   * @param done rounds, or steps, that are over
   * @param total rounds, or steps, in all
   */
  void to(long done, long total);
}
