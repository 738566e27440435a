package org.likeness.pretraining;

import org.likeness.train.TrainingListener;

/**
 * Hears of a whole run: what was found and what it will cost, then training, then measuring. Called
 * by {@link org.likeness.Pretraining#run} on the calling thread; an exception ends the run.
 */
public interface PretrainingListener extends TrainingListener {
  /** Before training: data, recipe and cost are known. */
  default void onReady(RunReady event) {}

  /**
   * After training, while the encoder is measured, after every batch.
   *
   * @param done images looked at so far; those that are looked at several times count as often
   * @param total images in all
   */
  default void onMeasure(int done, int total) {}

  /** At the end: everything is measured and written. */
  default void onSummary(Summary summary) {}
}
