package org.likeness.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.likeness.data.Dataset;
import org.likeness.data.LimitedDataset;
import org.likeness.data.Plan;
import org.likeness.data.Sampler;
import org.likeness.data.Skips;
import org.likeness.data.load.Loader;
import org.likeness.data.load.LoaderEpoch;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.method.Epoch;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.optim.Optimizer;
import org.likeness.option.OptionRecords;
import org.likeness.run.RunDirectory;
import org.likeness.torch.Scope;
import org.likeness.torch.Torch;

/**
 * The training loop of a {@link Training}: epochs of steps, each in its own scope, and calls of the
 * listeners. With a run directory it writes checkpoints and metrics, and resumes from the newest
 * checkpoint if there is one; a run that was stopped or killed ends with the same results as an
 * uninterrupted one (on a CPU, with the same number of threads).
 *
 * <p>A trainer can run only once.
 */
public final class Trainer {
  private final Training training;
  private final Dataset images;
  private final Method method;
  private final TrainOptions options;
  private final long stepsPerEpoch;
  private final Optimizer optimizer;
  private final Optional<RunKeeper> keeper;
  private final StepRunner steps;
  private final List<TrainingListener> audience;
  private final CollapseWatch collapse;
  private final SkippedReport skipped;
  private final List<String> changes;
  private Listeners listeners;
  private Optional<Metrics> metrics = Optional.empty();
  private Optional<EventFile> events = Optional.empty();
  private RunProgress progress = new RunProgress();
  private volatile boolean stopping;

  /**
   * Checks the number of images and prepares training.
   *
   * @throws InputException if there are fewer than two images or fewer images than one step needs,
   *     or the disk has no space for the checkpoints of a new run
   */
  public Trainer(Training training, List<TrainingListener> listeners) {
    this(training, List.of(), listeners);
  }

  /**
   * As {@link #Trainer(Training, List)}, for data that have changed.
   *
   * @param changes sentences on what has changed since the run was stopped, given as warnings when
   *     it starts
   */
  public Trainer(Training training, List<String> changes, List<TrainingListener> listeners) {
    Torch.require();
    this.training = training;
    this.changes = List.copyOf(changes);
    this.images = LimitedDataset.of(training.images());
    this.method = training.method();
    this.options = OptionRecords.check(training.options());
    checkSize(images, options);
    PlanTargets.require(images, method.targets());
    this.stepsPerEpoch = options.stepsPerEpoch(images.size());
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
                        state(method, listeners),
                        optimizer,
                        new EpochSize(images.size(), stepsPerEpoch)));
    this.steps =
        new StepRunner(
            method,
            placement,
            options,
            optimizer,
            RateSchedules.of(options, stepsPerEpoch),
            () -> keeper.map(RunKeeper::lastName).orElse("none (this run writes none)"),
            event -> this.listeners.onBatch(event));
    this.skipped = new SkippedReport(Skips.of(images), training.run());
    this.collapse = new CollapseWatch(method.collapsedLoss(options.batch()), method.collapseFrom());
    this.audience = List.copyOf(listeners);
    this.listeners = new Listeners(audience);
  }

  /** What a checkpoint contains: the method's state, and what listeners add. */
  private static State state(Method method, List<TrainingListener> listeners) {
    State state = method.state();
    listeners.forEach(listener -> listener.state().ifPresent(state::add));
    return state;
  }

  private static void checkSize(Dataset images, TrainOptions options) {
    int size = images.size();
    if (size < 2) {
      throw new InputException(
          "%s has %s but training needs at least 2: use a folder with more images"
              .formatted(images.name(), size == 0 ? "no images" : "1 image"));
    }
    if (options.batch() > size) {
      throw new InputException(
          "train.batch is %d but %s has only %d images: lower it to at most %d (--set train.batch=%4$d)"
              .formatted(options.batch(), images.name(), size, size));
    }
    if (options.stepsPerEpoch(size) < 1) {
      throw new InputException(
          "train.accumulate of %d with train.batch of %d needs more than the %d images of %s: lower one of them"
              .formatted(options.accumulate(), options.batch(), size, images.name()));
    }
  }

  /**
   * Asks the run to stop: it finishes the current step, writes a checkpoint and ends as
   * interrupted. Safe from any thread and from a signal handler; returns at once.
   */
  public void stop() {
    stopping = true;
  }

  /**
   * Epochs left for {@link #run}, with a fraction; by the name of the newest checkpoint, so there
   * may be more if that one is damaged.
   */
  public double epochsLeft() {
    long done = keeper.map(RunKeeper::newestStep).orElse(progress.step(stepsPerEpoch));
    return Math.max(0, options.epochs() - (double) done / stepsPerEpoch);
  }

  /**
   * Trains to the end, or until it is asked to stop.
   *
   * @throws InputException if the newest checkpoint does not match the method, or none is complete
   * @throws org.likeness.error.RunException if a loss is not finite, the disk is full, or too many
   *     images cannot be decoded
   */
  public RunEnd run() {
    long start = System.nanoTime();
    Optional<RunKeeper.Restored> restored = keeper.map(RunKeeper::restore);
    restored.ifPresent(from -> progress = from.progress());
    openFiles(restored);
    try {
      start();
      changes.forEach(change -> warn("data", change));
      restored.ifPresent(from -> from.warnings().forEach(listeners::onWarning));
      boolean whole = epochs();
      return end(whole ? Outcome.COMPLETED : Outcome.INTERRUPTED, start);
    } catch (RuntimeException | Error e) {
      RunEnd failed = summary(Outcome.FAILED, start);
      listeners.tellDespite(e, listener -> listener.onRunEnd(failed));
      throw e;
    } finally {
      metrics.ifPresent(Metrics::close);
      events.ifPresent(EventFile::close);
    }
  }

  /**
   * After {@link #run}: restores the network of the best epoch in the method.
   *
   * @return which epoch; empty if no epoch was measured, no checkpoint is kept, or that of the best
   *     epoch is damaged, of which listeners are warned, and the method stays at its last step
   */
  public Optional<BestEpoch> restoreBest() {
    return keeper.flatMap(k -> progress.best.flatMap(best -> restored(k, best)));
  }

  private Optional<BestEpoch> restored(RunKeeper checkpoints, RunProgress.Best best) {
    try {
      return Optional.of(checkpoints.restoreBest(best));
    } catch (DamagedException e) {
      List<TrainingListener> all = new ArrayList<>(audience);
      log().ifPresent(all::add);
      listeners = new Listeners(all); // the metrics are closed
      warn(
          "damaged",
          "the best checkpoint %s is damaged (%s): the network of the last epoch is used instead"
              .formatted(best.checkpoint(), e.getMessage()));
      return Optional.empty();
    }
  }

  private void openFiles(Optional<RunKeeper.Restored> restored) {
    long bytes = restored.map(RunKeeper.Restored::metricsBytes).orElse(0L);
    List<TrainingListener> all = new ArrayList<>(audience);
    training
        .run()
        .map(RunDirectory::layout)
        .ifPresent(
            layout -> {
              Metrics lines = Metrics.open(layout.metrics(), bytes, options.logSteps());
              restored.flatMap(RunKeeper.Restored::checkpoint).ifPresent(lines::restored);
              metrics = Optional.of(lines);
              all.add(lines);
              long done = progress.step(stepsPerEpoch);
              EventFile numbers = EventFile.open(layout.events(), done, options.logSteps());
              events = Optional.of(numbers);
              all.add(numbers);
            });
    log().ifPresent(all::add);
    listeners = new Listeners(all);
  }

  private Optional<RunLog> log() {
    return training.run().map(run -> new RunLog(run.layout().log()));
  }

  private void start() {
    String name = training.run().map(run -> run.layout().name()).orElse("unnamed");
    listeners.onRunStart(
        new RunStart(
            name,
            images.size(),
            progress.levelled(options.patience()) ? progress.epoch : options.epochs(),
            stepsPerEpoch,
            progress.step(stepsPerEpoch),
            options,
            method.encoder()));
    if (options.accumulate() > 1 && method.negativesFromBatch()) {
      warnOnce(
          "accumulation",
          "this method takes its negatives from the batch: train.accumulate averages gradients, but each image still sees the "
              + "negatives of "
              + options.batch()
              + " images and not of "
              + options.batch() * options.accumulate());
    }
  }

  private RunEnd end(Outcome outcome, long start) {
    keeper.ifPresent(RunKeeper::requirePresent);
    RunEnd event = summary(outcome, start);
    listeners.onRunEnd(event);
    return event;
  }

  private RunEnd summary(Outcome outcome, long start) {
    long step = progress.step(stepsPerEpoch);
    return new RunEnd(
        outcome, step, progress.epoch, progress.lastLoss, (System.nanoTime() - start) / 1e9);
  }

  /** True if no epoch is left, false if the run was asked to stop. */
  private boolean epochs() {
    Sampler sampler = training.sampler();
    LoaderOptions loading =
        LoaderOptions.training(options.batch())
            .withWorkers(options.workers())
            .withDropLast(options.dropLast());
    try (Loader loader = new Loader(images, method.views(), loading, training.random())) {
      try {
        while (progress.epoch < options.epochs() && !progress.levelled(options.patience())) {
          if (stopping || !epoch(loader, sampler)) {
            saveUnlessSaved();
            return false;
          }
          skipped.sentence().ifPresent(sentence -> warnOnce("skipped", sentence));
        }
      } finally { // also if there are too many
        skipped.list();
      }
    }
    return true;
  }

  /** Trains the rest of an epoch; false if the run was asked to stop. */
  private boolean epoch(Loader loader, Sampler sampler) {
    Epoch epoch = new Epoch(progress.epoch, options.epochs(), new EpochFeatures(training));
    Plan plan;
    try (Scope scope = Scope.openNoGrad()) {
      if (progress.batch == 0) {
        method.beforeEpoch(epoch);
      }
      Plan proposed = PlanTargets.given(sampler.plan(progress.epoch), images, method.targets());
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

  /** Runs one step and its listeners; false if the epoch has no batch left. */
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
    keeper.ifPresent(RunKeeper::requirePresent);
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
    sink.warnings().forEach(this::warnOnce);
    progress.nextEpoch();
    int done = progress.epoch;
    boolean best = noteBest(sink, done);
    boolean last = progress.levelled(options.patience());
    if (last && done < options.epochs()) {
      warnOnce("patience", levelled(done));
    }
    if (best || last || keeper.isPresent() && keeper.get().dueAfter(done)) {
      save(OptionalInt.of(done));
    }
  }

  private String levelled(int epochs) {
    return "training stops after epoch %d of %d, since the metric of train.best has not risen over %d epochs (train.patience); the learning rate was planned for %d epochs"
        .formatted(epochs, options.epochs(), options.patience(), options.epochs());
  }

  /**
   * True if this epoch is the best so far by the first of the recipe's metrics that was measured.
   */
  private boolean noteBest(MetricSink sink, int epochs) {
    for (String metric : options.best()) {
      Double value = sink.values().get(metric);
      if (value != null) {
        progress.history.add(value);
        progress.measured = sink.isShare(metric) ? sink.images() : 0;
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
    skipped.list(); // a resumed run must know what this one did without
    keeper.ifPresent(
        k ->
            listeners.onCheckpoint(
                k.save(progress, progress.step(stepsPerEpoch), epochs, metrics.orElseThrow())));
  }

  /** Between two epochs the checkpoint of the epoch's end may exist already. */
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

  private void warnOnce(String kind, String sentence) {
    if (progress.warned.add(kind)) {
      warn(kind, sentence);
    }
  }

  private void warn(String kind, String sentence) {
    listeners.onWarning(new Warning(kind, sentence, progress.step(stepsPerEpoch)));
  }
}
