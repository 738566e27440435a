package org.likeness.finetune;

import org.likeness.features.FeatureProgress;
import org.likeness.train.TrainingListener;

/** Hears of the runs of fine-tuning, one after another, and of the events of each. */
public interface FineTuneListener extends TrainingListener, FeatureProgress {
  /** A run begins. */
  void onRun(FineTuneStart start);
}
