package org.likeness.train;

/**
 * Whatever is optional in training listens: the progress bar, the log, the kNN monitor, the studio.
 * Called on the training thread, in the order in which listeners were added; an exception ends the
 * run.
 */
public interface TrainingListener {
  /** Before the first step, also when a run is resumed. */
  default void onRunStart(RunStart event) {}

  /** After each update by the optimizer. */
  default void onStepEnd(StepEnd event) {}

  /**
   * After each epoch, with the network in training mode and no scope open. Numbers that are added
   * to {@link EpochEnd#metrics()} are written with the epoch and are seen by the listeners that
   * follow.
   */
  default void onEpochEnd(EpochEnd event) {}

  /** A sentence that the user should see: a collapse, an odd setting, skipped images. */
  default void onWarning(Warning event) {}

  /** After a checkpoint is safely on disk. */
  default void onCheckpoint(CheckpointWritten event) {}

  /** When the run ends, in whichever way. */
  default void onRunEnd(RunEnd event) {}
}
