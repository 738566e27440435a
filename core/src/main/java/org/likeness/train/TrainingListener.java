package org.likeness.train;

import java.util.Optional;
import org.likeness.method.State;

/**
 * Receives the events of training, for everything optional: the progress bar, the log, the monitor.
 * Called on the training thread, in the order in which listeners were added; an exception ends the
 * run.
 */
public interface TrainingListener {
  /** Before the first step, also when a run is resumed. */
  default void onRunStart(RunStart event) {}

  /**
   * After loss and gradient of each batch, in the scope of its step; tensors created here are freed
   * with it.
   */
  default void onBatch(BatchEnd event) {}

  /** After each update by the optimizer. */
  default void onStepEnd(StepEnd event) {}

  /**
   * After each epoch, with the network in training mode and no scope open. Metrics added to {@link
   * EpochEnd#metrics()} are written with the epoch and are visible to the listeners that follow.
   */
  default void onEpochEnd(EpochEnd event) {}

  /** A warning for the user: a collapse, an unusual setting, skipped images. */
  default void onWarning(Warning event) {}

  /** After a checkpoint is safely on disk. */
  default void onCheckpoint(CheckpointWritten event) {}

  /**
   * What a checkpoint must contain for this listener to go on as if the run was not interrupted;
   * empty for most.
   */
  default Optional<State> state() {
    return Optional.empty();
  }

  /** When the run ends, with any outcome. */
  default void onRunEnd(RunEnd event) {}
}
