package org.likeness.experiment;

import java.nio.file.Path;
import java.util.List;
import org.likeness.features.FeatureProgress;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.train.TrainingListener;

/** Receives the events of an experiment. */
public interface ExperimentListener {
  /** Hears nothing. */
  ExperimentListener NONE = new ExperimentListener() {};

  /**
   * A trial begins.
   *
   * @param number from 1
   * @param of number of trials
   */
  default void onTrial(Trial trial, int number, int of) {}

  /** Its run is trained already, by this experiment or another. */
  default void onShared(Path run) {}

  /**
   * Its run is trained, from the start or from where it was stopped.
   *
   * @return receives the events of the training
   */
  default TrainingListener onTraining(PretrainRecipe recipe, Path run) {
    return new TrainingListener() {};
  }

  /**
   * A network of a run is measured.
   *
   * @return receives the progress on images
   */
  default FeatureProgress onMeasure(String evaluation, String network) {
    return FeatureProgress.NONE;
  }

  /** A measurement or a training is over, by success or failure. */
  default void onDone() {}

  /** The values of a trial are written. */
  default void onResults(Trial trial, List<ResultLine> lines) {}
}
