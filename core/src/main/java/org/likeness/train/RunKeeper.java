package org.likeness.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.io.Digests;
import org.likeness.method.State;
import org.likeness.optim.Optimizer;
import org.likeness.run.RunDirectory;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** A run's checkpoints: writes them when they are due, and restores the newest complete one. */
final class RunKeeper {
  /** The last two, the best, and the one being written. */
  private static final int AT_ONCE = 4;

  /** The line of {@code train.epochs} in a resolved recipe. */
  private static final Pattern EPOCHS =
      Pattern.compile("(?m)^(train:\\n(?:  .*\\n)*?  epochs:) .*$");

  private final RunDirectory run;
  private final TrainOptions options;
  private final State state;
  private final Optimizer optimizer;
  private final Checkpoints checkpoints;
  private final String recipe;
  private final EpochSize epochSize;
  private final List<Checkpoint> damaged = new ArrayList<>();
  private Optional<Checkpoint> last = Optional.empty();
  private long lastNanos = System.nanoTime();

  RunKeeper(
      RunDirectory run,
      TrainOptions options,
      State state,
      Optimizer optimizer,
      EpochSize epochSize) {
    this.epochSize = epochSize;
    this.run = run;
    this.options = options;
    this.state = state;
    this.optimizer = optimizer;
    this.checkpoints = new Checkpoints(run.layout().checkpoints(), options.keep());
    this.recipe = Digests.sha256(run.recipe());
    if (checkpoints.all().isEmpty()) {
      requireSpace();
    }
  }

  /**
   * The state of a restored run.
   *
   * @param progress its progress
   * @param metricsBytes the length of the metrics to keep
   * @param warnings for the user
   * @param checkpoint the restored one; empty for the initial state
   */
  record Restored(
      RunProgress progress,
      long metricsBytes,
      List<Warning> warnings,
      Optional<CheckpointWritten> checkpoint) {}

  /**
   * Restores the newest complete checkpoint, or the initial state if there is none.
   *
   * @throws InputException if all existing checkpoints are damaged, or one does not match the
   *     method
   */
  Restored restore() {
    List<Checkpoint> all = checkpoints.all();
    List<String> damages = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      Checkpoint checkpoint = all.get(i);
      try {
        return restore(checkpoint, checkpoint.read(), damages);
      } catch (DamagedException e) {
        damages.add(checkpoint.name() + " (" + e.getMessage() + ")");
        damaged.add(checkpoint);
      }
    }
    if (!damages.isEmpty()) {
      throw new InputException(
          "all checkpoints of the run "
              + run.layout().folder()
              + " are damaged: "
              + String.join(", ", damages)
              + "; start a new run");
    }
    return new Restored(new RunProgress(), 0, List.of(), Optional.empty());
  }

  private Restored restore(
      Checkpoint checkpoint, Checkpoint.Contents contents, List<String> damages) {
    Checkpoint.Header header = contents.header();
    requireSameEpochs(checkpoint, header.epochSize());
    int done = contents.progress().epoch;
    if (done > options.epochs()) {
      throw new InputException(
          "the run %s has %d completed epochs: train.epochs must be at least %d but is %d"
              .formatted(run.layout().folder(), done, done, options.epochs()));
    }
    checkpoint.restore(contents, state, optimizer);
    last = Optional.of(checkpoint);
    List<Warning> warnings = new ArrayList<>();
    if (!damages.isEmpty()) {
      String sentence =
          "a checkpoint is damaged: "
              + String.join(", ", damages)
              + "; the run is resumed from "
              + checkpoint.name();
      warnings.add(new Warning("damaged", sentence, header.step()));
    }
    if (done < options.epochs() && !isSameRecipe(header.recipe())) {
      String sentence =
          "the recipe has changed since checkpoint %s (recipe.yaml was edited, or a setting was given): the run continues with the new recipe"
              .formatted(checkpoint.name());
      warnings.add(new Warning("recipe", sentence, header.step()));
    }
    if (header.threads() != Torch.threads()) {
      String sentence =
          "the run was started with %d threads and continues with %d: results may differ in the last digits"
              .formatted(header.threads(), Torch.threads());
      warnings.add(new Warning("threads", sentence, header.step()));
    }
    return new Restored(
        contents.progress(),
        header.metricsBytes(),
        warnings,
        Optional.of(new CheckpointWritten(checkpoint.folder(), header.step(), done)));
  }

  /** Whether the checkpoint's recipe is the present one, apart from the number of epochs. */
  private boolean isSameRecipe(String hash) {
    String written = run.writtenRecipe();
    return hash.equals(recipe)
        || hash.equals(Digests.sha256(written))
            && withoutEpochs(written).equals(withoutEpochs(run.recipe()));
  }

  private static String withoutEpochs(String yaml) {
    return EPOCHS.matcher(yaml).replaceFirst("$1");
  }

  private void requireSameEpochs(Checkpoint checkpoint, EpochSize then) {
    if (!then.equals(epochSize)) {
      throw new InputException(
          "checkpoint %s was written when an epoch had %d steps over %d images but now it has %d steps over %d: use the same data and batch, or start a new run"
              .formatted(
                  checkpoint.folder(),
                  then.steps(),
                  then.images(),
                  epochSize.steps(),
                  epochSize.images()));
    }
  }

  /**
   * Restores the best checkpoint.
   *
   * @throws DamagedException if it is damaged; the state is not changed
   */
  BestEpoch restoreBest(RunProgress.Best best) throws DamagedException {
    Checkpoint checkpoint = new Checkpoint(checkpoints.path(best.checkpoint()));
    Checkpoint.Contents contents = checkpoint.read();
    checkpoint.restore(contents, state, optimizer);
    return new BestEpoch(contents.progress().epoch, best.metric(), best.value());
  }

  private void requireSpace() {
    long bytes = 0;
    for (Map<String, Tensor> tensors : List.of(state.tensors(), optimizer.state())) {
      for (Tensor tensor : tensors.values()) {
        bytes += tensor.nbytes();
      }
    }
    run.requireSpace(bytes * (AT_ONCE + options.keep().size()) + (1 << 20));
  }

  /** Updates done by the newest checkpoint in the folder, complete or not; 0 if there is none. */
  long newestStep() {
    return checkpoints.all().stream().mapToLong(Checkpoint::step).max().orElse(0);
  }

  /** Updates done when the newest checkpoint was written. */
  Optional<Long> lastStep() {
    return last.map(Checkpoint::step);
  }

  /** Whether one is due within an epoch. */
  boolean due(long step) {
    boolean steps = options.checkpointSteps() > 0 && step % options.checkpointSteps() == 0;
    double minutes = (System.nanoTime() - lastNanos) / 60e9;
    return steps || options.checkpointMinutes() > 0 && minutes >= options.checkpointMinutes();
  }

  /** Whether one is due after {@code epochs} completed epochs. */
  boolean dueAfter(int epochs) {
    boolean regular = options.checkpointEpochs() > 0 && epochs % options.checkpointEpochs() == 0;
    return regular || epochs == options.epochs() || options.keep().contains(epochs);
  }

  /**
   * Writes a checkpoint and removes those not to be kept and those found damaged.
   *
   * @param epochs completed epochs if this is the end of one
   */
  CheckpointWritten save(RunProgress progress, long step, OptionalInt epochs, Metrics metrics) {
    requirePresent();
    Checkpoint checkpoint = new Checkpoint(checkpoints.path(Checkpoints.name(step, epochs)));
    try (Scope scope = Scope.openNoGrad()) {
      requireFinite(step);
      Checkpoint.Header header =
          new Checkpoint.Header(step, metrics.force(), recipe, Torch.threads(), epochSize);
      Checkpoint.write(checkpoint.folder(), state, optimizer, progress, header);
      removeDamaged(checkpoint);
      checkpoints.prune(progress.best.map(RunProgress.Best::checkpoint));
    } catch (IOException e) {
      throw RunException.unwritable(checkpoint.folder(), e);
    }
    last = Optional.of(checkpoint);
    lastNanos = System.nanoTime();
    return new CheckpointWritten(checkpoint.folder(), step, progress.epoch);
  }

  /** A damaged checkpoint must not count as one of the last two. */
  private void removeDamaged(Checkpoint written) throws IOException {
    for (Checkpoint checkpoint : damaged) {
      if (!checkpoint.equals(written)) {
        Checkpoints.delete(checkpoint.folder());
      }
    }
    damaged.clear();
  }

  /** Fails if the run's folder was deleted: writing would create it anew without its recipe. */
  void requirePresent() {
    run.requirePresent();
  }

  /** A checkpoint with values that are not finite must not replace a good one. */
  private void requireFinite(long step) {
    state
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (!Tensors.isFinite(tensor)) {
                throw new RunException(
                    "after step %d %s contains values that are not finite; the last good checkpoint is %s: lower the learning rate"
                        .formatted(step, name, lastName()));
              }
            });
  }

  String lastName() {
    return last.map(checkpoint -> checkpoint.folder().toString())
        .orElse("none (none was written yet)");
  }
}
