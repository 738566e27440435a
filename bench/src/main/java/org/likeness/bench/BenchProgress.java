package org.likeness.bench;

/** Receives the progress of a benchmark. */
@FunctionalInterface
public interface BenchProgress {
  /** Ignores progress. */
  BenchProgress NONE = (done, total) -> {};

  /**
   * Called before the first round, with 0, and after each round, on the measuring thread and
   * outside the timed code. The warm-up counts as a round.
   *
   * @param done rounds, or steps, that are done
   * @param total rounds, or steps, in all
   */
  void to(long done, long total);
}
