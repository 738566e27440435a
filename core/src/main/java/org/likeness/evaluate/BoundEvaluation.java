package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

/**
 * An evaluation as a recipe asks for it.
 *
 * @param entry which one
 * @param options its settings
 */
public record BoundEvaluation(EvaluationEntry<?> entry, Record options) {
  public BoundEvaluation {
    requireNonNull(entry, "entry is null");
    requireNonNull(options, "options is null");
  }

  Evaluation create() {
    return entry.create(options);
  }
}
