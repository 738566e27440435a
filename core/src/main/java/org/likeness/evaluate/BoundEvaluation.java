package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

/**
 * An evaluation with the options of a recipe.
 *
 * @param entry the evaluation
 * @param options its options
 */
public record BoundEvaluation(EvaluationEntry<?> entry, Record options) {
  public BoundEvaluation {
    requireNonNull(entry, "entry is null");
    requireNonNull(options, "options is null");
  }

  /** See {@link EvaluationEntry#require(Record, Parts)}. */
  public void require(Parts parts) {
    entry.require(options, parts);
  }

  Evaluation create() {
    return entry.create(options);
  }
}
