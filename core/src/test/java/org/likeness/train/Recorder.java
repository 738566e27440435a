package org.likeness.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what it hears. */
final class Recorder implements TrainingListener {
  final List<StepEnd> steps = new ArrayList<>();
  final List<EpochEnd> epochs = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  Optional<RunEnd> end = Optional.empty();

  @Override
  public void onStepEnd(StepEnd event) {
    steps.add(event);
  }

  @Override
  public void onEpochEnd(EpochEnd event) {
    epochs.add(event);
  }

  @Override
  public void onWarning(Warning event) {
    warnings.add(event.message());
  }

  @Override
  public void onRunEnd(RunEnd event) {
    end = Optional.of(event);
  }
}
