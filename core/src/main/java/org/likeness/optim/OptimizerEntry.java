package org.likeness.optim;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.BiFunction;

/**
 * An entry in the list of optimizers.
 *
 * @param <O> type of its options
 * @param name name in recipes, {@code train.optimizer}
 * @param description one line for a list
 * @param defaults the options that apply unless a recipe sets others
 * @param factory builds the optimizer for parameter groups, outside any scope
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

  /** This optimizer with options of unknown type. */
  public OptimizerChoice with(Record options) {
    return new OptimizerChoice(this, options);
  }

  /**
   * Builds the optimizer.
   *
   * @throws IllegalArgumentException if the options belong to another optimizer
   */
  @SuppressWarnings("unchecked") // checked above
  Optimizer create(List<ParameterGroup> groups, Record options) {
    if (!defaults.getClass().isInstance(options)) {
      throw new IllegalArgumentException(
          name + " does not take " + options.getClass().getName() + " as its options");
    }
    return factory.apply(groups, (O) options);
  }
}
