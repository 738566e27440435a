package org.likeness.cli.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.TaskProgress;
import org.likeness.train.EpochEnd;
import org.likeness.train.RunStart;
import org.likeness.train.StepEnd;
import org.likeness.train.TrainingListener;
import org.likeness.train.Warning;

/**
 * Shows training: a bar over the whole run, and a line for each epoch with the monitor's
 * measurements.
 */
final class TrainingDisplay implements TrainingListener, AutoCloseable {
  private final Console console;
  private final List<String> warnings = new ArrayList<>();
  private Optional<TaskProgress> bar = Optional.empty();
  private long imagesPerEpoch;
  private boolean complete;

  TrainingDisplay(Console console) {
    this.console = console;
  }

  /** The warnings of the run, for the object of {@code --json}. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** True where an earlier process trained all epochs. */
  boolean wasComplete() {
    return complete;
  }

  @Override
  public void onRunStart(RunStart event) {
    long steps = event.stepsPerEpoch() * event.epochs();
    complete = event.firstStep() >= steps;
    if (complete) {
      console.line(
          "Training is complete: %d of %d epochs.".formatted(event.epochs(), event.epochs()));
      return;
    }
    imagesPerEpoch = event.stepsPerEpoch() * event.options().batch() * event.options().accumulate();
    bar =
        Optional.of(
            console.progress("Training", Math.max(1, imagesPerEpoch * event.epochs()), "images"));
    if (event.firstStep() > 0) {
      console.line("Resuming after step " + Readable.count(event.firstStep()) + ".");
      bar.get().from(event.firstStep() * imagesPerEpoch / event.stepsPerEpoch());
    }
  }

  @Override
  public void onStepEnd(StepEnd event) {
    bar.ifPresent(
        progress -> {
          progress.note(
              String.format(
                  Locale.ROOT,
                  "epoch %d/%d, loss %.3f",
                  event.step().epoch() + 1,
                  event.step().epochs(),
                  event.loss()));
          progress.to(
              (event.step().index() + 1)
                  * imagesPerEpoch
                  * event.step().epochs()
                  / event.step().total());
        });
  }

  @Override
  public void onEpochEnd(EpochEnd event) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "epoch %3d/%d  loss %7.4f",
            event.epoch() + 1,
            event.epochs(),
            event.loss()));
    for (Map.Entry<String, Double> metric : event.metrics().values().entrySet()) {
      line.append("  ")
          .append(metric.getKey())
          .append(' ')
          .append(value(metric.getValue(), event.metrics().isShare(metric.getKey())));
    }
    line.append(String.format(Locale.ROOT, "  spread %.2f", event.spread()));
    line.append(
        String.format(
            Locale.ROOT,
            "  %.0f images/s  %s",
            event.images() / event.seconds(),
            time(event.seconds())));
    console.line(line.toString());
  }

  private static String value(double value, boolean share) {
    if (share) {
      return String.format(Locale.ROOT, "%4.1f %%", 100 * value);
    }
    return String.format(Locale.ROOT, Math.abs(value) < 1 ? "%.3f" : "%.1f", value);
  }

  private static String time(double seconds) {
    return Readable.time(Duration.ofMillis(Math.round(1000 * seconds)));
  }

  @Override
  public void onWarning(Warning event) {
    warnings.add(event.message());
    console.warn(event.message());
  }

  @Override
  public void close() {
    bar.ifPresent(TaskProgress::close);
    bar = Optional.empty();
  }
}
