package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.option.OptionRecords;
import org.likeness.run.RunDirectory;

/** {@code train.patience}: runs of eight epochs whose metric rises, then levels off. */
final class PatienceTest {
  private static final List<Double> LEVELS = List.of(0.2, 0.4, 0.6, 0.6, 0.6, 0.6, 0.9, 0.9);
  private static final int STEPS = TinyRun.STEPS;

  @TempDir private Path folder;

  private static TrainOptions options(int patience) {
    return OptionRecords.with(
        TinyRun.options(LEVELS.size(), 8, 0.5, 1, true), "patience", patience);
  }

  private static RunEnd train(Path run, TrainOptions options, Heard heard, long stopAfter) {
    try (RunDirectory directory = TinyRun.directory(run)) {
      Trainer[] trainer = new Trainer[1];
      TrainingListener stop =
          new TrainingListener() {
            @Override
            public void onStepEnd(StepEnd event) {
              if (event.step().index() + 1 == stopAfter) {
                trainer[0].stop();
              }
            }
          };
      trainer[0] = TinyRun.trainer(Optional.of(directory), options, heard, stop);
      return trainer[0].run();
    }
  }

  @Test
  void aRunStopsWhenItsMetricNoLongerRisesAndSaysSo() {
    Heard heard = new Heard();
    RunEnd end = train(folder.resolve("run"), options(1), heard, -1);
    assertThat(end.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(end.epochs()).isEqualTo(4);
    assertThat(heard.warnings)
        .containsExactly(
            "training stops after epoch 4 of 8, since the metric of train.best has not risen over 1 epochs (train.patience); the learning rate was planned for 8 epochs");
    Path last = TinyRun.lastState(folder.resolve("run"));
    assertThat(last.getParent().getFileName().toString()).contains("20");
  }

  @Test
  void morePatienceWaitsLongerAndNoneTrainsAll() {
    assertThat(train(folder.resolve("two"), options(2), new Heard(), -1).epochs()).isEqualTo(6);
    assertThat(train(folder.resolve("three"), options(3), new Heard(), -1).epochs()).isEqualTo(8);
    assertThat(train(folder.resolve("none"), options(0), new Heard(), -1).epochs()).isEqualTo(8);
  }

  @Test
  void aResumedRunStopsAtTheSameEpochWithTheSameNumbers() {
    Path whole = folder.resolve("whole");
    train(whole, options(1), new Heard(), -1);
    Path run = folder.resolve("run");
    assertThat(train(run, options(1), new Heard(), 3 * STEPS + 2).outcome())
        .isEqualTo(Outcome.INTERRUPTED);
    assertThat(train(run, options(1), new Heard(), -1).epochs()).isEqualTo(4);
    assertThat(TinyRun.numbers(run)).isEqualTo(TinyRun.numbers(whole));
  }

  @Test
  void aRunThatStoppedIsCompleteAndGoesOnWithoutPatience() {
    Path run = folder.resolve("run");
    train(run, options(1), new Heard(), -1);
    Heard again = new Heard();
    RunEnd end = train(run, options(1), again, -1);
    assertThat(end.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(end.step()).isEqualTo(4 * STEPS);
    assertThat(again.steps).isZero();
    assertThat(again.planned).isEqualTo(4);
    assertThat(train(run, options(0), new Heard(), -1).epochs()).isEqualTo(8);
    Path whole = folder.resolve("whole");
    train(whole, options(0), new Heard(), -1);
    assertThat(TinyRun.numbers(run)).isEqualTo(TinyRun.numbers(whole));
  }

  private static final class Heard implements TrainingListener {
    final List<String> warnings = new ArrayList<>();
    int steps;
    int planned;

    @Override
    public void onRunStart(RunStart event) {
      planned = event.epochs();
    }

    @Override
    public void onStepEnd(StepEnd event) {
      steps++;
    }

    @Override
    public void onEpochEnd(EpochEnd event) {
      event.metrics().measuredOn(256);
      event.metrics().addShare("knn", LEVELS.get(event.epoch()));
    }

    @Override
    public void onWarning(Warning event) {
      warnings.add(event.message());
    }
  }
}
