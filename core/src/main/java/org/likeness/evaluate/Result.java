package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

/**
 * A report and its evaluation.
 *
 * @param entry the evaluation
 * @param report its report
 */
public record Result(EvaluationEntry<?> entry, Report report) {
  public Result {
    requireNonNull(entry, "entry is null");
    requireNonNull(report, "report is null");
  }
}
