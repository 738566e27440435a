package org.likeness.train;

import java.nio.file.Path;
import java.util.Optional;
import org.likeness.run.RunDirectory;

/**
 * A process that trains, slowly, until it is done or killed. Its one argument is the run's folder.
 */
final class KilledRun implements TrainingListener {
  private KilledRun() {}

  public static void main(String[] arguments) {
    try (RunDirectory run = TinyRun.directory(Path.of(arguments[0]))) {
      TinyRun.trainer(Optional.of(run), TinyRun.options(), new KilledRun()).run();
    }
  }

  /** Twenty steps take a second, so that a kill falls among them. */
  @Override
  public void onStepEnd(StepEnd event) {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this", e);
    }
  }
}
