package org.likeness.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.likeness.data.Dataset;
import org.likeness.data.Plan;
import org.likeness.data.Sampler;
import org.likeness.data.SkippedImage;
import org.likeness.data.load.Loader;
import org.likeness.data.load.LoaderEpoch;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.method.Epoch;
import org.likeness.method.Method;
import org.likeness.method.Step;
import org.likeness.optim.Optimizer;
import org.likeness.option.OptionRecords;
import org.likeness.run.RunDirectory;
import org.likeness.run.SkippedList;
import org.likeness.torch.Scope;
import org.likeness.torch.Torch;

/**
 * The loop of a {@link Training}: epochs of steps, each in a scope of its own, and after them
 * whoever listens. With a run directory it writes checkpoints and metrics, and goes on from the
 * newest checkpoint where there is one; a run that was stopped, or killed, ends with the same
 * numbers as one that never was (on a CPU, with as many threads).
 *
 * <p>A trainer runs once.
 */
public final class Trainer {
  private static final int SHOWN = 3;

  private final Training training;
  private final Method method;
  private final TrainOptions options;
  private final long stepsPerEpoch;
  private final Optimizer optimizer;
  private final Optional<RunKeeper> keeper;
  private final StepRunner steps;
  private final List<TrainingListener> audience;
  private final CollapseWatch collapse;
  private Listeners listeners;
  private Optional<Metrics> metrics = Optional.empty();
  private RunProgress progress = new RunProgress();
  private volatile boolean stopping;

  /**
   * Checks that the data suffice and makes ready.
   *
   * @throws InputException where there are fewer than two images or fewer than one step takes
   */
  public Trainer(Training training, List<TrainingListener> listeners) {
    Torch.require();
    this.training = training;
    this.method = training.method();
    this.options = OptionRecords.check(training.options());
    checkSize(training.images(), options);
    PlanTargets.require(training.images(), method.targets());
    this.stepsPerEpoch = options.stepsPerEpoch(training.images().size());
    Torch.setThreads(
        options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads());
    Placement placement = Placement.of(method, options);
    this.optimizer = training.optimizer().create(method.trainable());
    this.keeper =
        training
            .run()
            .map(
                run ->
                    new RunKeeper(
                        run,
                        options,
                        method.state(),
                        optimizer,
                        new EpochSize(training.images().size(), stepsPerEpoch)));
    this.steps =
        new StepRunner(
            method,
            placement,
            options,
            optimizer,
            LearningRate.schedule(options, stepsPerEpoch),
            () -> keeper.map(RunKeeper::lastName).orElse("none, since this run keeps none"));
    this.collapse = new CollapseWatch(method.collapsedLoss(options.batch()));
    this.audience = List.copyOf(listeners);
    this.listeners = new Listeners(audience);
  }

  private static void checkSize(Dataset images, TrainOptions options) {
    int size = images.size();
    if (size < 2) {
      throw new InputException(
          "%s has %s, and telling images apart takes two or more: name a folder with more images"
              .formatted(images.name(), size == 0 ? "no images" : "1 image"));
    }
    if (options.batch() > size) {
      throw new InputException(
          "train.batch is %d and %s has only %d images: lower it to %d or less (--set train.batch=%4$d)"
              .formatted(options.batch(), images.name(), size, size));
    }
    if (options.stepsPerEpoch(size) < 1) {
      throw new InputException(
          "train.accumulate of %d batches of %d takes more than the %d images of %s: lower one of them"
              .formatted(options.accumulate(), options.batch(), size, images.name()));
    }
  }

  /**
   * Asks the run to stop: it finishes the step that it is at, writes a checkpoint and ends as
   * interrupted. Safe from any thread and from a signal handler; returns at once.
   */
  public void stop() {
    stopping = true;
  }

  /**
   * Epochs, and a part of one, that {@link #run} has before it; by the name of the newest
   * checkpoint, so that it may be some more where that one is damaged.
   */
  public double epochsLeft() {
    long done = keeper.map(RunKeeper::newestStep).orElse(progress.step(stepsPerEpoch));
    return Math.max(0, options.epochs() - (double) done / stepsPerEpoch);
  }

  /**
   * Trains to the end, or until it is asked to stop.
   *
   * @throws InputException where the newest checkpoint is of another architecture, or none is whole
   * @throws org.likeness.error.RunException where a loss is not finite, the disk is full, or too
   *     many images cannot be decoded
   */
  public RunEnd run() {
    long start = System.nanoTime();
    Optional<RunKeeper.Restored> restored = keeper.map(RunKeeper::restore);
    restored.ifPresent(from -> progress = from.progress());
    openFiles(restored.map(RunKeeper.Restored::metricsBytes).orElse(0L));
    try {
      start();
      restored.ifPresent(from -> from.warnings().forEach(listeners::onWarning));
      boolean whole = epochs();
      return end(whole ? Outcome.COMPLETED : Outcome.INTERRUPTED, start);
    } catch (RuntimeException | Error e) {
      RunEnd failed = summary(Outcome.FAILED, start);
      listeners.tellDespite(e, listener -> listener.onRunEnd(failed));
      throw e;
    } finally {
      metrics.ifPresent(Metrics::close);
    }
  }

  /**
   * After {@link #run}: puts the network of the best epoch back into the method.
   *
   * @return which one; empty where no epoch was measured or no checkpoint is kept, and the method
   *     stays at its last step
   */
  public Optional<BestEpoch> restoreBest() {
    return keeper.flatMap(k -> progress.best.map(k::restoreBest));
  }

  private void openFiles(long metricsBytes) {
    List<TrainingListener> all = new ArrayList<>(audience);
    training
        .run()
        .map(RunDirectory::layout)
        .ifPresent(
            layout -> {
              Metrics lines = Metrics.open(layout.metrics(), metricsBytes, options.logSteps());
              metrics = Optional.of(lines);
              all.add(lines);
              all.add(new RunLog(layout.log()));
            });
    listeners = new Listeners(all);
  }

  private void start() {
    String name = training.run().map(run -> run.layout().name()).orElse("unnamed");
    int images = training.images().size();
    listeners.onRunStart(
        new RunStart(
            name,
            images,
            options.epochs(),
            stepsPerEpoch,
            progress.step(stepsPerEpoch),
            options,
            method.encoder()));
    if (options.accumulate() > 1 && method.negativesFromBatch()) {
      warnOnce(
          "accumulation",
          "this method takes its negatives from the batch alone: train.accumulate averages gradients, yet each image still sees the "
              + "negatives of "
              + options.batch()
              + " images, not of "
              + options.batch() * options.accumulate());
    }
  }

  private RunEnd end(Outcome outcome, long start) {
    RunEnd event = summary(outcome, start);
    listeners.onRunEnd(event);
    return event;
  }

  private RunEnd summary(Outcome outcome, long start) {
    long step = progress.step(stepsPerEpoch);
    return new RunEnd(
        outcome, step, progress.epoch, progress.lastLoss, (System.nanoTime() - start) / 1e9);
  }

  /** True where all epochs are done, false where the run was asked to stop. */
  private boolean epochs() {
    Sampler sampler = training.sampler();
    LoaderOptions loading =
        LoaderOptions.training(options.batch())
            .withWorkers(options.workers())
            .withDropLast(options.dropLast())
            .withMaxSkipped(options.maxSkipped());
    try (Loader loader =
        new Loader(training.images(), method.views(), loading, training.random())) {
      try {
        while (progress.epoch < options.epochs()) {
          if (stopping || !epoch(loader, sampler)) {
            saveUnlessSaved();
            return false;
          }
          warnOfSkipped(loader.skipped());
        }
      } finally { // also where there were too many
        training
            .run()
            .ifPresent(run -> SkippedList.write(run.layout().skipped(), loader.skipped()));
      }
    }
    return true;
  }

  /** Trains what is left of an epoch; false where the run was asked to stop on the way. */
  private boolean epoch(Loader loader, Sampler sampler) {
    Epoch epoch = new Epoch(progress.epoch, options.epochs(), new EpochFeatures(training));
    Plan plan;
    try (Scope scope = Scope.openNoGrad()) {
      if (progress.batch == 0) {
        method.beforeEpoch(epoch);
      }
      Plan proposed =
          PlanTargets.given(sampler.plan(progress.epoch), training.images(), method.targets());
      plan = PlanTargets.assigned(method.plan(epoch, proposed), method.targets());
    }
    method.networks().forEach(network -> network.train(true));
    try (LoaderEpoch batches = loader.open(plan, progress.epoch, progress.batch)) {
      while (progress.sums.steps() < stepsPerEpoch && step(batches)) {
        if (stopping) {
          return false;
        }
        boolean within = progress.sums.steps() < stepsPerEpoch;
        if (within && keeper.isPresent() && keeper.get().due(progress.step(stepsPerEpoch))) {
          save(OptionalInt.empty());
        }
      }
    }
    finishEpoch();
    return true;
  }

  /** One step and its listeners; false where the epoch has no batch left. */
  private boolean step(LoaderEpoch batches) {
    Step step =
        new Step(
            progress.step(stepsPerEpoch),
            options.epochs() * stepsPerEpoch,
            progress.epoch,
            options.epochs());
    Optional<StepRunner.Result> result = steps.run(batches, step);
    result.ifPresent(
        done -> {
          progress.batch = batches.position();
          progress.sums.add(done.event(), done.spread());
          listeners.onStepEnd(done.event());
        });
    return result.isPresent();
  }

  private void finishEpoch() {
    EpochSums sums = progress.sums;
    collapse.examine(progress.epoch, sums).ifPresent(sentence -> warnOnce("collapse", sentence));
    MetricSink sink = new MetricSink();
    listeners.onEpochEnd(
        new EpochEnd(
            progress.epoch,
            options.epochs(),
            sums.loss(),
            sums.terms(),
            sums.spread(),
            sums.learningRate(),
            sums.images(),
            sums.seconds(),
            method.encoder(),
            sink));
    progress.nextEpoch();
    int done = progress.epoch;
    boolean best = noteBest(sink.values(), done);
    if (best || keeper.isPresent() && keeper.get().dueAfter(done)) {
      save(OptionalInt.of(done));
    }
  }

  /**
   * True where this epoch is the best so far by the first of the recipe's metrics that was
   * measured.
   */
  private boolean noteBest(Map<String, Double> values, int epochs) {
    for (String metric : options.best()) {
      Double value = values.get(metric);
      if (value != null) {
        return noteBest(metric, value, epochs);
      }
    }
    return false;
  }

  private boolean noteBest(String metric, double value, int epochs) {
    boolean better =
        Double.isFinite(value)
            && progress.best.filter(b -> b.metric().equals(metric) && b.value() >= value).isEmpty();
    if (better) {
      String name = Checkpoints.name(progress.step(stepsPerEpoch), OptionalInt.of(epochs));
      progress.best = Optional.of(new RunProgress.Best(metric, value, name));
    }
    return better;
  }

  private void save(OptionalInt epochs) {
    keeper.ifPresent(
        k ->
            listeners.onCheckpoint(
                k.save(progress, progress.step(stepsPerEpoch), epochs, metrics.orElseThrow())));
  }

  /** Between two epochs the checkpoint of the epoch's end may be there already. */
  private void saveUnlessSaved() {
    boolean saved =
        keeper
            .flatMap(RunKeeper::lastStep)
            .filter(step -> step == progress.step(stepsPerEpoch))
            .isPresent();
    if (!saved) {
      save(OptionalInt.empty());
    }
  }

  /** Once: an epoch meets them all. */
  private void warnOfSkipped(List<SkippedImage> skipped) {
    if (!skipped.isEmpty()) {
      String named =
          skipped.stream()
              .limit(SHOWN)
              .map(image -> image.id() + " (" + image.reason() + ")")
              .collect(Collectors.joining(", "));
      warnOnce(
          "skipped",
          "%d image%s cannot be decoded and %s left out of training: %s%s"
              .formatted(
                  skipped.size(),
                  skipped.size() == 1 ? "" : "s",
                  skipped.size() == 1 ? "is" : "are",
                  named,
                  skipped.size() > SHOWN ? ", ... (skipped.csv has all)" : ""));
    }
  }

  private void warnOnce(String kind, String sentence) {
    if (progress.warned.add(kind)) {
      listeners.onWarning(new Warning(kind, sentence, progress.step(stepsPerEpoch)));
    }
  }
}
