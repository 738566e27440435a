package org.likeness.search;

/**
 * How an index is written.
 *
 * @param half exact search keeps two bytes a value in memory instead of four; an existing index
 *     keeps what it has
 * @param threads that add rows and merge graphs, 1 or more
 * @param exactMillis an index whose exact queries take less than this, in milliseconds, is exact
 */
public record IndexOptions(boolean half, int threads, double exactMillis) {
  private static final double EXACT_MILLIS = 5;
  private static final int MOST_THREADS = 8;

  public IndexOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1 but is " + threads);
    }
  }

  /** Four bytes a value, all processors up to eight, exact below 5 ms a query. */
  public static IndexOptions defaults() {
    return new IndexOptions(
        false, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()), EXACT_MILLIS);
  }

  public IndexOptions withHalf(boolean newHalf) {
    return new IndexOptions(newHalf, threads, exactMillis);
  }

  public IndexOptions withThreads(int newThreads) {
    return new IndexOptions(half, newThreads, exactMillis);
  }

  public IndexOptions withExactMillis(double newExactMillis) {
    return new IndexOptions(half, threads, newExactMillis);
  }
}
