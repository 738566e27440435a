package org.likeness.train;

import java.util.Map;
import org.likeness.method.Step;

/**
 * One update is completed.
 *
 * @param step which one
 * @param loss its loss, the mean over accumulated batches
 * @param terms the loss's unweighted terms by name
 * @param learningRate of this update, before the factors of parameter groups
 * @param images seen in this step
 * @param seconds duration of the step, including the wait for images
 */
public record StepEnd(
    Step step,
    double loss,
    Map<String, Double> terms,
    double learningRate,
    int images,
    double seconds) {
  public StepEnd {
    terms = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(terms));
  }
}
