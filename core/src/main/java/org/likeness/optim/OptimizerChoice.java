package org.likeness.optim;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * An optimizer as data: which one, and its options.
 *
 * @param entry which one
 * @param options its own
 */
public record OptimizerChoice(OptimizerEntry<?> entry, Record options) {
  public OptimizerChoice {
    requireNonNull(entry, "entry is null");
    requireNonNull(options, "options is null");
  }

  /** Builds it for some groups, outside any scope. */
  public Optimizer create(List<ParameterGroup> groups) {
    return entry.create(groups, options);
  }
}
