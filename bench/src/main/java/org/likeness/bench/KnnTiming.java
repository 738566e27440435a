package org.likeness.bench;

import static java.util.Objects.requireNonNull;

/**
 * What a search for neighbours came to.
 *
 * @param search time of each round
 * @param accuracy the share of right votes, 0 to 1, which another program should find too
 */
public record KnnTiming(Timing search, double accuracy) {
  public KnnTiming {
    requireNonNull(search, "search is null");
  }
}
