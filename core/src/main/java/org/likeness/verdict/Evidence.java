package org.likeness.verdict;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a verdict is drawn from, all of it measured without labels.
 *
 * @param start what the run began from: the name of a file of weights; empty for random weights
 * @param before copies found before training, on the test images
 * @param trained copies found by the trained network, on the same images
 * @param copies share of the copies found after each epoch, on the validation images; empty where
 *     it was not measured
 * @param measured the epochs, from 1, of {@code copies}
 * @param ranks effective ranks of the embeddings of the validation images after each epoch; empty
 *     where they were not measured
 * @param spread standard deviation of the embeddings over the last epoch's batches, times the
 *     square root of their width: 1 where they fill the sphere, 0 after a collapse; empty where it
 *     was not measured
 * @param monitored number of validation images
 * @param every epochs between two measurements
 * @param epoch the epoch of the trained network, from 1
 * @param epochs of the schedule
 */
public record Evidence(
    Optional<String> start,
    Found before,
    Found trained,
    List<Double> copies,
    List<Integer> measured,
    List<Rank> ranks,
    OptionalDouble spread,
    int monitored,
    int every,
    int epoch,
    int epochs) {
  public Evidence {
    requireNonNull(start, "start is null");
    requireNonNull(before, "before is null");
    requireNonNull(trained, "trained is null");
    copies = List.copyOf(copies);
    measured = List.copyOf(measured);
    if (measured.size() != copies.size()) {
      throw new IllegalArgumentException(
          "measured must have one epoch for each of the %d values of copies but has %d"
              .formatted(copies.size(), measured.size()));
    }
    ranks = List.copyOf(ranks);
    requireNonNull(spread, "spread is null");
  }

  /** The first epoch with the most copies found; 0 where none was measured. */
  int highest() {
    return copies.isEmpty() ? 0 : measured.get(copies.indexOf(Collections.max(copies)));
  }
}
