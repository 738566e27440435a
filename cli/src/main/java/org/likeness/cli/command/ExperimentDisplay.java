package org.likeness.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.LateProgress;
import org.likeness.cli.console.Readable;
import org.likeness.experiment.Experiment;
import org.likeness.experiment.ExperimentListener;
import org.likeness.experiment.ResultLine;
import org.likeness.experiment.TableColumn;
import org.likeness.experiment.Trial;
import org.likeness.features.FeatureProgress;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.train.TrainingListener;

/** Shows an experiment: a line for each trial and its values, a bar for what is being done. */
final class ExperimentDisplay implements ExperimentListener {
  private final Console console;
  private final Experiment experiment;
  private Optional<TrainingDisplay> training = Optional.empty();
  private Optional<LateProgress> measuring = Optional.empty();

  ExperimentDisplay(Console console, Experiment experiment) {
    this.console = console;
    this.experiment = experiment;
  }

  @Override
  public void onTrial(Trial trial, int number, int of) {
    console.line("[%d/%d] %s".formatted(number, of, trial.phrase()));
  }

  @Override
  public void onShared(Path run) {
    console.line("Trained already: " + run + ".");
  }

  @Override
  public TrainingListener onTraining(PretrainRecipe recipe, Path run) {
    console.line(recipe.phrase() + "; run folder " + run + ".");
    TrainingDisplay display = new TrainingDisplay(console);
    training = Optional.of(display);
    return display;
  }

  @Override
  public FeatureProgress onMeasure(String evaluation, String network) {
    LateProgress bar = new LateProgress(console, "Measuring " + evaluation, "images");
    measuring = Optional.of(bar);
    return (done, total) -> {
      bar.to(done, total);
      return true;
    };
  }

  @Override
  public void onDone() {
    training.ifPresent(TrainingDisplay::close);
    measuring.ifPresent(LateProgress::close);
    training = Optional.empty();
    measuring = Optional.empty();
  }

  @Override
  public void onResults(Trial trial, List<ResultLine> lines) {
    for (ResultLine line : lines) {
      console.line(
          "  %s, %s: %s"
              .formatted(
                  line.measure(),
                  line.epoch().isEmpty()
                      ? line.network()
                      : line.network() + " (" + line.epoch() + ")",
                  value(line)));
    }
  }

  /** As the table of the page has it: shares in percent; the time of a training. */
  private String value(ResultLine line) {
    Optional<TableColumn> column =
        experiment.columns().stream().filter(each -> each.id().equals(line.measure())).findFirst();
    if (column.isEmpty()) { // no column of the table
      return Readable.time(Duration.ofMillis(Math.round(1000 * line.value())));
    }
    return column.get().share()
        ? String.format(Locale.ROOT, "%.1f %%", 100 * line.value())
        : String.format(Locale.ROOT, "%.4f", line.value());
  }
}
