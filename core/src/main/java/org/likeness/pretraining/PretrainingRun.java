package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.likeness.data.CachedDataset;
import org.likeness.data.Dataset;
import org.likeness.data.DatasetSummary;
import org.likeness.data.Skips;
import org.likeness.data.TrainingData;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.TotalProgress;
import org.likeness.features.Calibration;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.io.AtomicFile;
import org.likeness.io.Json;
import org.likeness.method.Method;
import org.likeness.random.RandomSource;
import org.likeness.run.RunData;
import org.likeness.run.RunDirectory;
import org.likeness.run.SkippedChanges;
import org.likeness.run.SkippedList;
import org.likeness.train.BestEpoch;
import org.likeness.train.RunEnd;
import org.likeness.train.RunStart;
import org.likeness.train.Trainer;
import org.likeness.train.Training;
import org.likeness.train.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a {@code Pretraining}, ready to start: the data set is open and split, the method is
 * built, the folder is locked. Train, then summarise, then close. Not thread-safe, except {@link
 * #stop}.
 */
public final class PretrainingRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PretrainingRun.class);

  private final PretrainRecipe recipe;
  private final DataParts parts;
  private final RunDirectory directory;
  private final RandomSource random;
  private final TrainingData trainingData;
  private final Method method;
  private final Trainer trainer;

  /**
   * Prepares the run.
   *
   * @param directory locked by this process; closed with this run
   * @param changes what has changed since the run was stopped, given as warnings when training
   *     starts
   * @throws InputException if the images do not suffice for the recipe, or the disk has no space
   * @throws RunException if the folder cannot be written
   */
  public PretrainingRun(
      PretrainRecipe recipe,
      DataParts parts,
      RunDirectory directory,
      SkippedChanges changes,
      List<TrainingListener> listeners) {
    this.recipe = requireNonNull(recipe, "recipe is null");
    this.parts = requireNonNull(parts, "parts is null");
    this.directory = requireNonNull(directory, "directory is null");
    this.random = new RandomSource(recipe.seed());
    this.trainingData = parts.trainingData(recipe.split(), recipe.seed());
    this.method = recipe.build(parts.train());
    Monitor monitor =
        new Monitor(parts, recipe.monitor(), recipe.monitored(), random, recipe.train().workers());
    List<TrainingListener> all = new ArrayList<>();
    RunData data = new RunData(RunPaths.absolute(recipe), trainingData);
    all.add(accepting(directory, data, parts.whole(), changes));
    all.add(monitor);
    all.addAll(listeners);
    this.trainer =
        new Trainer(
            Training.of(
                method,
                parts.train(),
                random,
                recipe.train(),
                recipe.optimizer(),
                Optional.of(directory)),
            changes.sentences(),
            all);
    monitor.require(); // now, and not after an epoch or a whole training
    measurement().require();
    directory.writeEnvironment(
        Map.of(
            "data",
            parts.whole().name(),
            "images",
            parts.train().size(),
            "device",
            recipe.train().device().label()));
  }

  /**
   * Writes the recipe and the data when training starts: the newest checkpoint is restored, so they
   * fit. If no step is left, nothing is trained with them and the files stay.
   */
  private static TrainingListener accepting(
      RunDirectory directory, RunData data, Dataset images, SkippedChanges changes) {
    return new TrainingListener() {
      @Override
      public void onRunStart(RunStart event) {
        if (event.firstStep() < event.epochs() * event.stepsPerEpoch()) {
          directory.acceptRecipe();
          directory.writeData(data, images);
          SkippedList.repaired(directory.layout().skipped(), changes.repaired());
        }
      }
    };
  }

  /** The bound recipe. */
  public PretrainRecipe recipe() {
    return recipe;
  }

  /** The data set in its three parts. */
  public DataParts parts() {
    return parts;
  }

  /** A summary of the data set. */
  public DatasetSummary data() {
    return DatasetSummary.of(parts.whole());
  }

  /** The folder of the run. */
  public Path folder() {
    return directory.layout().folder();
  }

  /**
   * Measures the expected cost of the run, or of the rest of a resumed run, by three steps on an
   * eighth of a batch, after which the method's state is restored; takes a second for a small
   * network.
   *
   * @return empty if nothing is left to train, or none of the images read can be decoded
   */
  public Optional<Cost> cost() {
    double left = trainer.epochsLeft();
    if (left == 0) {
      return Optional.empty();
    }
    LoaderOptions loading =
        LoaderOptions.training(recipe.train().batch()).withWorkers(recipe.train().workers());
    int images = parts.train().size();
    return Cost.measure(
        method,
        parts.train(),
        Optional.of(parts.whole())
            .filter(CachedDataset.class::isInstance)
            .map(CachedDataset.class::cast),
        loading,
        recipe.train(),
        recipe.optimizer(),
        recipe.train().stepsPerEpoch(images) * recipe.train().accumulate(),
        left);
  }

  /** Number of images that each epoch skips, since its last batch would be incomplete. */
  public int leftOut() {
    long taken =
        recipe.train().stepsPerEpoch(parts.train().size())
            * recipe.train().batch()
            * recipe.train().accumulate();
    return (int) Math.max(0, parts.train().size() - taken);
  }

  /**
   * Trains, from the newest checkpoint if there is one, to the end or until it is asked to stop.
   */
  public RunEnd train() {
    return trainer.run();
  }

  /** Asks the training to save and stop; returns at once. */
  public void stop() {
    trainer.stop();
  }

  /**
   * After training: restores the network of the best epoch, saves the encoder, and evaluates it on
   * the test images, with raw pixels and the network before training for comparison.
   *
   * @param heard receives after every batch the number of images processed and the total; images
   *     processed several times count each time
   * @throws RunException if the folder was deleted meanwhile, or cannot be written
   */
  public Summary summarise(FeatureProgress heard) {
    long start = System.nanoTime();
    directory.requirePresent();
    Optional<BestEpoch> best = trainer.restoreBest();
    forgetSummary(); // it belongs to an earlier encoder, if measuring is interrupted
    encoder().save(encoderFile());
    int epochs = recipe.train().epochs();
    String chosen =
        best.map(
                b ->
                    "best %s on the validation part of %d images"
                        .formatted(b.metric(), parts.validation().size()))
            .orElse("last");
    Measurement measurement = measurement();
    List<Column> columns = new ArrayList<>();
    NeighbourFigure figure = new NeighbourFigure(measurement.test(), random);
    if (measurement.possible()) {
      Encoder before = before();
      Function<FeatureKind, Embedder> pixels = kind -> new PixelEmbedder(recipe.preprocessing());
      Function<FeatureKind, Embedder> untrained = kind -> new NetworkEmbedder(before, kind);
      Function<FeatureKind, Embedder> trained = kind -> new NetworkEmbedder(method.encoder(), kind);
      long images = Stream.of(pixels, untrained, trained).mapToLong(measurement::images).sum();
      FeatureProgress progress = new TotalProgress(heard, images);
      String epoch = best.isPresent() ? "best" : "last";
      try {
        columns.add(measurement.column("raw pixels", pixels, "none", progress, figure));
        columns.add(measurement.column(beforeName(), untrained, "untrained", progress, figure));
        columns.add(measurement.column("trained", trained, epoch, progress, figure));
      } catch (InputException e) { // too few of the test images can be decoded
        columns.clear();
        figure = new NeighbourFigure(measurement.test(), random);
        measurement.refused(e);
      } finally {
        if (directory.isPresent()) {
          SkippedList.add(directory.layout().skipped(), Skips.of(parts.whole()));
        }
      }
    }
    Summary summary =
        new Summary(
            folder(),
            recipe.method().title(),
            best.map(BestEpoch::epoch).orElse(epochs),
            epochs,
            chosen,
            measurement.test().size(),
            columns,
            measurement.leftOut(),
            (System.nanoTime() - start) / 1e9);
    directory.requirePresent();
    write(summary);
    draw(figure);
    return summary;
  }

  private Measurement measurement() {
    return new Measurement(
        parts, recipe.summary(), recipe.summarised(), random, recipe.train().workers());
  }

  /** The results are written, so a figure that cannot be drawn or written is only a warning. */
  private void draw(NeighbourFigure figure) {
    try {
      Files.deleteIfExists(neighbourFigure()); // of an earlier encoder
      figure.write(neighbourFigure());
    } catch (IOException e) {
      LOG.warn(RunException.unwritable(neighbourFigure(), e).getMessage());
    } catch (RunException e) {
      LOG.warn(e.getMessage());
    }
  }

  private String beforeName() {
    return recipe.init().isEmpty() ? "untrained" : "before training";
  }

  /**
   * The network before the first step, with batch-norm statistics of the data unless it has initial
   * weights.
   */
  private Encoder before() {
    Encoder encoder = recipe.build(parts.train()).encoder();
    recipe.train().device().move(encoder.network().weights().values());
    if (recipe.init().isEmpty()) {
      Calibration.batchNorm(
          encoder.network(),
          parts.train(),
          recipe.preprocessing().asView(),
          Math.min(recipe.train().batch(), parts.train().size()),
          random);
    }
    return encoder;
  }

  private void forgetSummary() {
    Path file = directory.layout().summary();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  private void write(Summary summary) {
    Path file = directory.layout().summary();
    try {
      AtomicFile.replace(file, Json.pretty(summary.json()));
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  /** The encoder of the best epoch, available after {@link #summarise}. */
  public Encoder encoder() {
    return method.encoder().trainedOn(trainingData);
  }

  public Path summaryFile() {
    return directory.layout().summary();
  }

  /** True if {@link #summarise} was completed, in this process or an earlier one. */
  public boolean isMeasured() {
    return Files.exists(summaryFile()) && Files.exists(encoderFile());
  }

  public Path encoderFile() {
    return folder().resolve("encoder.safetensors");
  }

  public Path neighbourFigure() {
    return directory.layout().figures().resolve("neighbours.png");
  }

  @Override
  public void close() {
    try (directory) {
      parts.whole().close();
    } catch (IOException e) {
      throw new RunException(parts.whole().name() + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
