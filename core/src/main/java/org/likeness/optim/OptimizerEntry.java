package org.likeness.optim;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.BiFunction;

/**
 * One line of the list of optimizers.
 *
 * @param <O> its options
 * @param name as a recipe writes it, {@code train.optimizer}
 * @param description one line for a list
 * @param defaults the options where a recipe says nothing
 * @param factory builds the optimizer for some groups, outside any scope
 */
public record OptimizerEntry<O extends Record>(
    String name,
    String description,
    O defaults,
    BiFunction<List<ParameterGroup>, O, Optimizer> factory) {
  public OptimizerEntry {
    requireNonNull(name, "name is null");
    requireNonNull(description, "description is null");
    requireNonNull(defaults, "defaults is null");
    requireNonNull(factory, "factory is null");
  }

  /** This optimizer with options that were bound elsewhere. */
  public OptimizerChoice with(Record options) {
    return new OptimizerChoice(this, options);
  }

  /**
   * Builds the optimizer.
   *
   * @throws IllegalArgumentException where the options are another optimizer's
   */
  @SuppressWarnings("unchecked") // checked by the line before
  Optimizer create(List<ParameterGroup> groups, Record options) {
    if (!defaults.getClass().isInstance(options)) {
      throw new IllegalArgumentException(
          name + " does not take " + options.getClass().getName() + " as its options");
    }
    return factory.apply(groups, (O) options);
  }
}
