package org.likeness.train;

import java.nio.file.Path;
import java.util.Optional;
import org.likeness.run.RunDirectory;

/**
 * A process that trains, slowly, until it is done or killed. Its arguments are the run's folder and
 * the method, {@code tiny} or {@code example}.
 */
final class KilledRun implements TrainingListener {
  private KilledRun() {}

  public static void main(String[] arguments) {
    try (RunDirectory run = TinyRun.directory(Path.of(arguments[0]))) {
      trainer(arguments[1], run, new KilledRun()).run();
    }
  }

  static Trainer trainer(String method, RunDirectory run, TrainingListener listener) {
    return method.equals("example")
        ? MethodsResumeTest.example(run, listener)
        : TinyRun.trainer(Optional.of(run), TinyRun.options(), listener);
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
