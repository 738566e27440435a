package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.likeness.data.CachedDataset;
import org.likeness.data.DatasetSummary;
import org.likeness.data.Sampler;
import org.likeness.data.ShuffledSampler;
import org.likeness.data.TrainingData;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.features.FeatureProgress;
import org.likeness.method.Method;
import org.likeness.method.RunSize;
import org.likeness.option.OptionRecords;
import org.likeness.random.RandomSource;
import org.likeness.run.Machine;
import org.likeness.run.RunData;
import org.likeness.run.RunDirectory;
import org.likeness.run.SkippedChanges;
import org.likeness.run.SkippedList;
import org.likeness.train.BestEpoch;
import org.likeness.train.EpochEnd;
import org.likeness.train.MetricSink;
import org.likeness.train.Precision;
import org.likeness.train.RunEnd;
import org.likeness.train.RunStart;
import org.likeness.train.TrainOptions;
import org.likeness.train.Trainer;
import org.likeness.train.Training;
import org.likeness.train.TrainingListener;

/**
 * One run of a {@code Pretraining}, ready to start: the data set is open and split, the method is
 * built, the folder is locked. Train, then summarise, then close. Not thread-safe, except {@link
 * #stop}.
 */
public final class PretrainingRun implements AutoCloseable {
  private final PretrainRecipe recipe;
  private final DataParts parts;
  private final RunDirectory directory;
  private final TrainingData trainingData;
  private final Method method;
  private final Trainer trainer;
  private final Monitor monitor;
  private final RunResult result;
  private final Optional<OnlineProbe> probe;

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
    this(recipe, parts, directory, changes, listeners, shuffled(recipe, parts));
  }

  /** As the other, with an order of its own. */
  PretrainingRun(
      PretrainRecipe recipe,
      DataParts parts,
      RunDirectory directory,
      SkippedChanges changes,
      List<TrainingListener> listeners,
      Sampler sampler) {
    this.recipe = requireNonNull(recipe, "recipe is null");
    this.parts = requireNonNull(parts, "parts is null");
    this.directory = requireNonNull(directory, "directory is null");
    RandomSource random = new RandomSource(recipe.seed());
    this.trainingData = parts.trainingData(recipe.split(), recipe.seed());
    this.method = recipe.build(parts.train());
    this.monitor =
        new Monitor(
            parts,
            recipe.monitor(),
            recipe.monitored(),
            recipe::monitorFeatures,
            random,
            recipe.train().workers());
    List<TrainingListener> all = new ArrayList<>();
    RunData data = new RunData(RunPaths.absolute(recipe), trainingData);
    all.add(accepting(data, changes));
    all.add(monitor);
    this.probe = recipe.train().probe() ? Optional.of(probe()) : Optional.empty();
    probe.ifPresent(all::add);
    all.addAll(listeners);
    this.trainer =
        new Trainer(
            new Training(
                method,
                parts.train(),
                sampler,
                random,
                recipe.train(),
                recipe.optimizer(),
                Optional.of(directory)),
            changes.sentences(),
            all);
    this.result = new RunResult(recipe, parts, directory, random);
    monitor.require(); // now, and not after an epoch or a whole training
    result.require();
    if (trainer.epochsLeft() == 0) {
      requireSameTraining();
    } else if (!Files.exists(directory.layout().environment())) {
      writeEnvironment(); // that of a run to be resumed changes when it goes on
    }
  }

  private void writeEnvironment() {
    directory.writeEnvironment(
        Map.of(
            "data",
            parts.whole().name(),
            "images",
            parts.train().size(),
            "device",
            recipe.train().device().label(),
            "identity",
            identity().hash()));
  }

  /** Settings that would change the training of a complete run are refused. */
  private void requireSameTraining() {
    PretrainRecipe trained =
        PretrainRecipe.of(
            RunPaths.recipe(directory.layout())
                .resolved()
                .with("train.epochs", recipe.train().epochs()));
    if (identity().equals(RunIdentity.of(trained, trainingData.fingerprint()))) {
      return;
    }
    Map<String, String> before = values(trained);
    List<String> changed = new ArrayList<>();
    values(recipe)
        .forEach(
            (key, value) -> {
              if (!value.equals(before.get(key))) {
                changed.add(key);
              }
            });
    throw new InputException(
        "the run %s is complete, so another value of %s would change nothing: train it for more epochs (train.epochs), or start a new run"
            .formatted(folder(), String.join(", ", changed)));
  }

  private static Map<String, String> values(PretrainRecipe recipe) {
    Map<String, String> values = new TreeMap<>();
    recipe.describe().forEach(option -> values.put(option.key(), option.valueText()));
    return values;
  }

  private static Sampler shuffled(PretrainRecipe recipe, DataParts parts) {
    return new ShuffledSampler(parts.train().size(), new RandomSource(recipe.seed()));
  }

  private OnlineProbe probe() {
    int width = method.encoder().dimension();
    return new OnlineProbe(parts.train(), parts.validation(), width, recipe.train().workers());
  }

  /** What tells this run from others. */
  public RunIdentity identity() {
    return RunIdentity.of(recipe, trainingData.fingerprint());
  }

  /**
   * Writes recipe, environment and data when training starts: the newest checkpoint is restored, so
   * they fit. If no step is left, nothing is trained with them and the files stay.
   */
  private TrainingListener accepting(RunData data, SkippedChanges changes) {
    return new TrainingListener() {
      @Override
      public void onRunStart(RunStart event) {
        if (event.firstStep() < event.epochs() * event.stepsPerEpoch()) {
          directory.acceptRecipe();
          writeEnvironment();
          directory.writeData(data, parts.whole());
          SkippedList.repaired(directory.layout().skipped(), changes.repaired());
        }
      }
    };
  }

  /** The bound recipe. */
  public PretrainRecipe recipe() {
    return recipe;
  }

  /** The method: its weights are those of the last step until {@link #summarise}. */
  public Method method() {
    return method;
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
    return cost(recipe.train(), left);
  }

  private Optional<Cost> cost(TrainOptions train, double left) {
    LoaderOptions loading = LoaderOptions.training(train.batch()).withWorkers(train.workers());
    return Cost.measure(
        method,
        parts.train(),
        Optional.of(parts.whole())
            .filter(CachedDataset.class::isInstance)
            .map(CachedDataset.class::cast),
        loading,
        train,
        recipe.optimizer(),
        train.stepsPerEpoch(parts.train().size()) * train.accumulate(),
        left);
  }

  /**
   * Advice on the precision, by a trial of about a second where the processor has bfloat16, the run
   * is in float32 and long enough.
   *
   * @param cost of the run as it is
   * @return a sentence without a full stop; empty if bfloat16 gains little here
   */
  public Optional<String> precisionAdvice(Cost cost) {
    if (!RecipeAdvice.isLongInFloat32(recipe.train(), cost) || !Machine.hasBfloat16()) {
      return Optional.empty();
    }
    TrainOptions shorter = OptionRecords.with(recipe.train(), "precision", Precision.BFLOAT16);
    Optional<Cost> tried = cost(shorter, cost.epochsLeft());
    // Measured once more, since whatever else the machine did may have held up the first.
    Optional<Cost> again = cost(recipe.train(), cost.epochsLeft());
    return tried.flatMap(other -> RecipeAdvice.precision(cost, again, other));
  }

  /** Seconds of one measurement of the monitor, which nobody hears of. */
  double timeMonitor() {
    long start = System.nanoTime();
    monitor.onEpochEnd(
        new EpochEnd(0, 1, 0, Map.of(), 0, 0, 0, 0, method.encoder(), new MetricSink()));
    return (System.nanoTime() - start) / 1e9;
  }

  /** Advice on options that fit this run badly: sentences without a full stop. */
  public List<String> advice() {
    TrainOptions train = recipe.train();
    int images = parts.train().size();
    List<String> advice =
        new ArrayList<>(RecipeAdvice.of(recipe, method.encoder().preprocessing(), parts.train()));
    RecipeAdvice.untested(recipe.split(), parts).ifPresent(advice::add);
    advice.addAll(
        method.advice(
            new RunSize(
                train.epochs(),
                train.stepsPerEpoch(images),
                train.batch(),
                train.accumulate(),
                images)));
    return advice;
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
   * the test images, with raw pixels, the network before training and, where another epoch was
   * chosen, that of the last epoch for comparison.
   *
   * @param heard receives after every batch the number of images processed and the total; images
   *     processed several times count each time
   * @throws RunException if the folder was deleted meanwhile, or cannot be written
   */
  public Summary summarise(FeatureProgress heard) {
    directory.requirePresent();
    Optional<BestEpoch> best = trainer.restoreBest();
    return result.write(encoder(), method, best, heard);
  }

  /** The encoder of the best epoch, available after {@link #summarise}. */
  public Encoder encoder() {
    return method.encoder().trainedOn(trainingData);
  }

  public Path summaryFile() {
    return result.summaryFile();
  }

  /** True if {@link #summarise} was completed, in this process or an earlier one. */
  public boolean isMeasured() {
    return result.isWritten();
  }

  public Path encoderFile() {
    return result.encoderFile();
  }

  public Path neighbourFigure() {
    return result.neighbourFigure();
  }

  /** Loss, copies and kNN over epochs. */
  public Path curvesFigure() {
    return result.curvesFigure();
  }

  @Override
  public void close() {
    try (directory) {
      probe.ifPresent(OnlineProbe::close);
      parts.whole().close();
    } catch (IOException e) {
      throw new RunException(parts.whole().name() + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
