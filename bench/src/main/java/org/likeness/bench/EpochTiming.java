package org.likeness.bench;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What epochs came to.
 *
 * @param epochs time of each, the first one left out
 * @param losses mean loss of each epoch, the first one included
 */
public record EpochTiming(Timing epochs, List<Double> losses) {
  public EpochTiming {
    requireNonNull(epochs, "epochs is null");
    losses = List.copyOf(losses);
  }
}
