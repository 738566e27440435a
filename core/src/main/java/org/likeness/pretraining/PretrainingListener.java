package org.likeness.pretraining;

import org.likeness.train.TrainingListener;

/**
 * Receives the events of a whole run: before training, during training, and while the result is
 * evaluated. Called by {@link org.likeness.Pretraining#run} on the calling thread; an exception
 * ends the run.
 */
public interface PretrainingListener extends TrainingListener {
  /** Before training: data, recipe and cost are known. */
  default void onReady(RunReady event) {}

  /**
   * After every batch of the evaluation at the end.
   *
   * @param done images processed so far; images processed several times count each time
   * @param total images in all
   */
  default void onMeasure(int done, int total) {}

  /** At the end, when everything is measured and written. */
  default void onSummary(Summary summary) {}
}
