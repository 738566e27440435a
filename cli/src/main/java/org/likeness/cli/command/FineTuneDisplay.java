package org.likeness.cli.command;

import java.util.Locale;
import java.util.Optional;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.TaskProgress;
import org.likeness.evaluate.Percent;
import org.likeness.finetune.Beginning;
import org.likeness.finetune.FineTuneListener;
import org.likeness.finetune.FineTuneStart;
import org.likeness.train.RunEnd;
import org.likeness.train.RunStart;
import org.likeness.train.StepEnd;
import org.likeness.train.Warning;

/** Shows a line and a bar for each run of fine-tuning. */
final class FineTuneDisplay implements FineTuneListener, AutoCloseable {
  private final Console console;
  private Optional<TaskProgress> bar = Optional.empty();

  FineTuneDisplay(Console console) {
    this.console = console;
  }

  @Override
  public void onRun(FineTuneStart start) {
    close();
    console.line(
        String.format(
            Locale.ROOT,
            "%d/%d: %s, %s, %s",
            start.number(),
            start.runs(),
            data(start),
            start.beginning().text(),
            start.known()
                ? "completed earlier."
                : start.epochs() + (start.epochs() == 1 ? " epoch." : " epochs.")));
  }

  private static String data(FineTuneStart start) {
    String images = Readable.count(start.images());
    String share = Percent.plain(start.share());
    return start.beginning() == Beginning.DISTILLED
        ? "%s images without labels (after %s)".formatted(images, share)
        : "%s labels (%s)".formatted(images, share);
  }

  @Override
  public void onRunStart(RunStart event) {
    bar =
        Optional.of(
            console.progress("Training", event.stepsPerEpoch() * event.epochs(), "updates"));
    bar.get().from(event.firstStep());
  }

  @Override
  public void onStepEnd(StepEnd event) {
    bar.ifPresent(
        progress -> {
          progress.note(String.format(Locale.ROOT, "loss %.3f", event.loss()));
          progress.to(event.step().index() + 1);
        });
  }

  @Override
  public void onWarning(Warning event) {
    console.warn(event.message());
  }

  @Override
  public void onRunEnd(RunEnd event) {
    close();
  }

  @Override
  public boolean proceed(int done, int total) {
    return true;
  }

  @Override
  public void close() {
    bar.ifPresent(TaskProgress::close);
    bar = Optional.empty();
  }
}
