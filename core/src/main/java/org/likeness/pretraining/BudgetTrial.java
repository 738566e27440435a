package org.likeness.pretraining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.features.FeatureProgress;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunDirectory;
import org.likeness.run.SkippedChanges;
import org.likeness.train.StepEnd;
import org.likeness.train.TrainingListener;

/**
 * How long the parts of a run take, measured by a part of one: some seconds of its first epoch, one
 * measurement of the monitor, and the measurement at the end. It has a temporary folder of its own
 * and leaves nothing.
 */
final class BudgetTrial {
  /** Steps that are not timed: the first ones are slower. */
  private static final int WARM = 2;

  private BudgetTrial() {}

  /**
   * Seconds of the parts.
   *
   * @param epoch the steps of one epoch
   * @param monitor what the monitor adds to an epoch, on average
   * @param summary the measurement at the end
   * @param updates steps of an epoch
   */
  record Times(double epoch, double monitor, double summary, long updates) {
    double perEpoch() {
      return epoch + monitor;
    }
  }

  /**
   * Measures.
   *
   * @param recipe with all settings of the run
   * @param data its images, which stay open
   * @param seconds of training
   */
  static Times measure(Recipe recipe, Dataset data, double seconds) {
    Recipe shortened =
        recipe.withAll(
            List.of(
                "train.epochs=1",
                "train.keep=[]",
                "train.checkpoint-epochs=0",
                "train.checkpoint-minutes=0",
                "train.checkpoint-steps=0"));
    try {
      Path folder = Files.createTempDirectory("likeness-trial");
      try {
        return measure(PretrainRecipe.of(shortened), data, folder.resolve("run"), seconds);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Times measure(PretrainRecipe recipe, Dataset data, Path folder, double seconds) {
    int[] all = IntStream.range(0, data.size()).toArray();
    DataParts parts =
        DataParts.of(
            new Subset(data, all, data.name()), recipe.split(), new RandomSource(recipe.seed()));
    Clock clock = new Clock(seconds);
    try (PretrainingRun run =
        new PretrainingRun(
            recipe,
            parts,
            RunDirectory.create(folder, recipe.resolved().toYaml()),
            SkippedChanges.none(),
            List.of(clock))) {
      clock.stops(run);
      run.train();
      double monitor = run.timeMonitor() / Math.max(1, recipe.monitor().every());
      long start = System.nanoTime();
      run.summarise(FeatureProgress.NONE);
      double summary = (System.nanoTime() - start) / 1e9;
      long updates = recipe.train().stepsPerEpoch(parts.train().size());
      return new Times(clock.perStep() * updates, monitor, summary, updates);
    }
  }

  /** Times the steps after the first ones, and stops the run after some seconds of them. */
  private static final class Clock implements TrainingListener {
    private final double seconds;
    private Optional<PretrainingRun> run = Optional.empty();
    private long begun = System.nanoTime();
    private long last = begun;
    private int steps;

    Clock(double seconds) {
      this.seconds = seconds;
    }

    void stops(PretrainingRun timed) {
      run = Optional.of(timed);
    }

    @Override
    public void onStepEnd(StepEnd event) {
      long now = System.nanoTime();
      if (event.step().index() == WARM) { // begins anew without the first ones
        begun = last;
        steps = 0;
      }
      last = now;
      steps++;
      if (event.step().index() >= WARM && (now - begun) / 1e9 >= seconds) {
        run.ifPresent(PretrainingRun::stop);
      }
    }

    double perStep() {
      return (last - begun) / 1e9 / Math.max(1, steps);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
