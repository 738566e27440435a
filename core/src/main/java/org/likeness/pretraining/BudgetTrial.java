package org.likeness.pretraining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.likeness.data.CachedDataset;
import org.likeness.data.Dataset;
import org.likeness.data.Plan;
import org.likeness.data.Sampler;
import org.likeness.data.ShuffledSampler;
import org.likeness.data.Subset;
import org.likeness.features.FeatureProgress;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunDirectory;
import org.likeness.run.SkippedChanges;
import org.likeness.train.StepEnd;
import org.likeness.train.TrainingListener;

/**
 * How long the parts of a run take, measured by a part of one: some seconds of steps, one
 * measurement of the monitor, and the measurement at the end. Where the cache holds all images, the
 * steps are on images that are decoded already, as in all epochs but the first, whose decoding is
 * measured apart. It has a temporary folder of its own and leaves nothing.
 */
final class BudgetTrial {
  /** Steps before the clock starts: the first ones are slower. */
  private static final int WARM = 2;

  /** Batches that the trial repeats. */
  private static final int BATCHES = 2;

  /** Images that are decoded to know how long that takes, in at most so many seconds. */
  private static final int DECODED = 64;

  private static final double DECODING = 1;

  /**
   * Seconds of a summary with a column of the last epoch by those without: four columns or three.
   */
  private static final double WITH_LAST_EPOCH = 4.0 / 3;

  private BudgetTrial() {}

  /**
   * Seconds of the parts.
   *
   * @param epoch the steps of one epoch
   * @param monitor what the monitor adds to an epoch, on average
   * @param decoding what decoding adds to the first epoch
   * @param summary the measurement at the end
   */
  record Times(double epoch, double monitor, double decoding, double summary) {
    double perEpoch() {
      return epoch + monitor;
    }

    Times withEpoch(double seconds) {
      return new Times(seconds, monitor, decoding, summary);
    }

    /** All but the epochs. */
    double once() {
      return decoding + summary;
    }
  }

  /**
   * Measures.
   *
   * @param recipe with all settings of the run
   * @param data its images, which stay open
   * @param seconds of training
   * @param larger times of a larger network or larger views, whose measuring is taken to last as
   *     long; empty to measure that too
   */
  static Times measure(Recipe recipe, Dataset data, double seconds, Optional<Times> larger) {
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
        return measure(PretrainRecipe.of(shortened), data, folder.resolve("run"), seconds, larger);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Times measure(
      PretrainRecipe recipe, Dataset data, Path folder, double seconds, Optional<Times> larger) {
    int[] all = IntStream.range(0, data.size()).toArray();
    DataParts parts =
        DataParts.of(
            new Subset(data, all, data.name()), recipe.split(), new RandomSource(recipe.seed()));
    Clock clock = new Clock(seconds);
    boolean kept = data instanceof CachedDataset cache && cache.hasRoomForAll();
    try (PretrainingRun run =
        new PretrainingRun(
            recipe,
            parts,
            RunDirectory.create(folder, recipe.resolved().toYaml()),
            SkippedChanges.none(),
            List.of(clock),
            sampler(recipe, parts.train().size(), kept))) {
      clock.stops(run);
      run.train();
      double epoch = clock.perStep() * recipe.train().stepsPerEpoch(parts.train().size());
      if (larger.isPresent()) {
        return larger.get().withEpoch(epoch);
      }
      double decoding = kept ? decoding(parts.train(), recipe.view().size()) : 0;
      double monitor = monitor(run, seconds) / Math.max(1, recipe.monitor().every());
      long start = System.nanoTime();
      run.summarise(FeatureProgress.NONE);
      double summary = seconds(start);
      boolean chosen = recipe.monitor().every() > 0 && parts.validation().size() > 0;
      return new Times(epoch, monitor, decoding, chosen ? WITH_LAST_EPOCH * summary : summary);
    }
  }

  /** The order of the run, or its first batches again and again. */
  private static Sampler sampler(PretrainRecipe recipe, int images, boolean repeated) {
    Sampler shuffled = new ShuffledSampler(images, new RandomSource(recipe.seed()));
    int period = BATCHES * recipe.train().batch();
    return repeated
        ? epoch -> {
          int[] order = shuffled.plan(epoch).indices();
          return Plan.of(
              IntStream.range(0, order.length).map(place -> order[place % period]).toArray());
        }
        : shuffled;
  }

  /** Seconds in which all processors decode the images, by some from the whole data set. */
  private static double decoding(Dataset images, int side) {
    long start = System.nanoTime();
    int most = Math.min(DECODED, images.size());
    int decoded = 0;
    while (decoded < most && seconds(start) < DECODING) {
      try {
        int index = (int) ((long) decoded * images.size() / most);
        images.load(index, 2 * side); // a crop is a part of the image
      } catch (IOException e) {
        // A run goes on without it.
      }
      decoded++;
    }
    double each = seconds(start) / Math.max(1, decoded);
    return each * images.size() / Runtime.getRuntime().availableProcessors();
  }

  /** The second of two measurements, unless one takes long: the first decodes its images. */
  private static double monitor(PretrainingRun run, double seconds) {
    double first = run.timeMonitor();
    return first < seconds ? run.timeMonitor() : first;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /**
   * Times steps, and stops the run after some seconds of them. The second half counts: the virtual
   * machine compiles during the first.
   */
  static final class Clock implements TrainingListener {
    private final double seconds;
    private final List<Long> ends = new ArrayList<>();
    private Optional<PretrainingRun> run = Optional.empty();

    Clock(double seconds) {
      this.seconds = seconds;
    }

    void stops(PretrainingRun timed) {
      run = Optional.of(timed);
    }

    @Override
    public void onStepEnd(StepEnd event) {
      if (ended(System.nanoTime())) {
        run.ifPresent(PretrainingRun::stop);
      }
    }

    /** Notes the end of a step; true if it was the last one. */
    boolean ended(long now) {
      ends.add(now);
      return ends.size() > WARM && (now - ends.get(WARM - 1)) / 1e9 >= seconds;
    }

    /** Seconds of a step; 0 if there was only one. */
    double perStep() {
      int last = ends.size() - 1;
      int from = last / 2;
      return last < 1 ? 0 : (ends.get(last) - ends.get(from)) / 1e9 / (last - from);
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
