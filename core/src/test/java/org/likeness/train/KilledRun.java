package org.likeness.train;

import java.nio.file.Path;
import java.util.Optional;
import org.likeness.run.RunDirectory;

/**
 * A process that trains, slowly, until it is done or killed, and says so after each update. Its
 * arguments are the run's folder, the method, {@code tiny} or one of the list, and the update that
 * it does not complete but waits in to be killed.
 */
final class KilledRun implements TrainingListener {
  static final String UPDATE = "update";

  private final int last;
  private int updates;

  private KilledRun(int last) {
    this.last = last;
  }

  public static void main(String[] arguments) {
    try (RunDirectory run = TinyRun.directory(Path.of(arguments[0]))) {
      trainer(arguments[1], run, new KilledRun(Integer.parseInt(arguments[2]))).run();
    }
  }

  static Trainer trainer(String method, RunDirectory run, TrainingListener listener) {
    return method.equals("tiny")
        ? TinyRun.trainer(Optional.of(run), TinyRun.options(), listener)
        : MethodsResumeTest.trainer(method, run, listener);
  }

  /** Twenty updates take a second, so that a kill falls among them. */
  @Override
  public void onStepEnd(StepEnd event) {
    updates++;
    System.out.println(UPDATE);
    try {
      Thread.sleep(updates == last ? Long.MAX_VALUE : 50);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this", e);
    }
  }
}
