package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

/**
 * A report, and the evaluation that reads it.
 *
 * @param entry which evaluation
 * @param report what it found
 */
public record Result(EvaluationEntry<?> entry, Report report) {
  public Result {
    requireNonNull(entry, "entry is null");
    requireNonNull(report, "report is null");
  }
}
