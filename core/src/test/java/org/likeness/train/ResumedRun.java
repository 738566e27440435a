package org.likeness.train;

import java.nio.file.Path;
import java.util.Optional;
import org.likeness.run.RunDirectory;

/** A run of a few steps that was stopped, and its resume; for tests of other packages. */
public final class ResumedRun {
  private static final int STOPPED = 7;

  private ResumedRun() {}

  /** Trains one epoch and two steps, which leaves two checkpoints. */
  public static void write(Path run) {
    TinyRun.train(run, STOPPED);
  }

  /** Restores the newest checkpoint that can be restored, and trains the step behind it. */
  public static void resume(Path run) {
    FirstStep first = new FirstStep();
    try (RunDirectory directory = TinyRun.directory(run)) {
      Trainer trainer = TinyRun.trainer(Optional.of(directory), TinyRun.options(), first);
      first.trainer = Optional.of(trainer);
      trainer.run();
    }
  }

  private static final class FirstStep implements TrainingListener {
    private Optional<Trainer> trainer = Optional.empty();

    @Override
    public void onStepEnd(StepEnd event) {
      trainer.orElseThrow().stop();
    }
  }
}
