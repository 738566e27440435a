package org.likeness.optim;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * An optimizer from the list with its options.
 *
 * @param entry the optimizer
 * @param options its options
 */
public record OptimizerChoice(OptimizerEntry<?> entry, Record options) {
  public OptimizerChoice {
    requireNonNull(entry, "entry is null");
    requireNonNull(options, "options is null");
  }

  /** Builds it for parameter groups, outside any scope. */
  public Optimizer create(List<ParameterGroup> groups) {
    return entry.create(groups, options);
  }
}
