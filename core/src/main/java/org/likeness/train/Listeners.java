package org.likeness.train;

import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one. */
record Listeners(List<TrainingListener> all) implements TrainingListener {
  Listeners {
    all = List.copyOf(all);
  }

  @Override
  public void onRunStart(RunStart event) {
    all.forEach(listener -> listener.onRunStart(event));
  }

  @Override
  public void onBatch(BatchEnd event) {
    all.forEach(listener -> listener.onBatch(event));
  }

  @Override
  public void onStepEnd(StepEnd event) {
    all.forEach(listener -> listener.onStepEnd(event));
  }

  @Override
  public void onEpochEnd(EpochEnd event) {
    all.forEach(listener -> listener.onEpochEnd(event));
  }

  @Override
  public void onWarning(Warning event) {
    all.forEach(listener -> listener.onWarning(event));
  }

  @Override
  public void onCheckpoint(CheckpointWritten event) {
    all.forEach(listener -> listener.onCheckpoint(event));
  }

  @Override
  public void onRunEnd(RunEnd event) {
    all.forEach(listener -> listener.onRunEnd(event));
  }

  /** Calls all of them, even if one of them fails; failures are added to {@code cause}. */
  void tellDespite(Throwable cause, Consumer<TrainingListener> what) {
    for (TrainingListener listener : all) {
      try {
        what.accept(listener);
      } catch (RuntimeException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
