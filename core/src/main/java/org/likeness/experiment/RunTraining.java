package org.likeness.experiment;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.likeness.Pretraining;
import org.likeness.error.InputException;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.RunIdentity;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;
import org.likeness.train.Outcome;

/** Trains the runs of an experiment that are not there. */
final class RunTraining {
  private final ExperimentPlan plan;
  private final RunStore store;
  private final ExperimentListener listener;
  private volatile Optional<PretrainingRun> current = Optional.empty();
  private volatile boolean stopped;

  RunTraining(ExperimentPlan plan, RunStore store, ExperimentListener listener) {
    this.plan = plan;
    this.store = store;
    this.listener = listener;
  }

  void stop() {
    stopped = true;
    current.ifPresent(PretrainingRun::stop);
  }

  boolean isStopped() {
    return stopped;
  }

  /**
   * Refuses a recipe that cannot be used.
   *
   * @throws InputException the reason, behind the name of the row
   */
  void check(Trial trial) {
    try {
      PretrainRecipe.of(plan.recipe(trial, Optional.empty()));
    } catch (InputException e) {
      throw new InputException("row " + trial.row().id() + ": " + e.getMessage(), e);
    }
  }

  /** The identity of a trial's run; empty if it begins from a run that is not finished. */
  Optional<RunIdentity> identity(Trial trial) {
    Optional<Trial> origin = plan.origin(trial);
    if (origin.isEmpty()) {
      return Optional.of(identity(PretrainRecipe.of(plan.recipe(trial, Optional.empty()))));
    }
    return identity(origin.get())
        .flatMap(store::find)
        .filter(RunStore::isFinished)
        .map(run -> plan.recipe(trial, Optional.of(RunStore.encoder(run))))
        .map(recipe -> identity(PretrainRecipe.of(recipe)));
  }

  private RunIdentity identity(PretrainRecipe recipe) {
    return RunIdentity.of(recipe, plan.fingerprint(recipe.data()));
  }

  /** True if a value is of the run that its trial has now, not of one with another recipe. */
  boolean isCurrent(ResultLine line) {
    Optional<Trial> trial = plan.trial(line);
    if (trial.isEmpty()) {
      return false;
    }
    try {
      return identity(plan.owner(trial.get()))
          .map(RunIdentity::name)
          .filter(line.identity()::equals)
          .isPresent();
    } catch (InputException e) { // its images are not given now
      return true;
    }
  }

  /** The run with an identity, finished or not. */
  Optional<RunLayout> find(RunIdentity identity) {
    return store.find(identity);
  }

  /**
   * The finished run of a trial, trained now if it is not there.
   *
   * @throws CancellationException if it was stopped
   */
  RunLayout finished(Trial trial) {
    Optional<Path> init = plan.origin(trial).map(origin -> RunStore.encoder(finished(origin)));
    Recipe recipe = plan.recipe(trial, init);
    PretrainRecipe bound = PretrainRecipe.of(recipe);
    RunIdentity identity = identity(bound);
    Optional<RunLayout> found = store.find(identity);
    if (found.isPresent() && RunStore.isFinished(found.get())) {
      listener.onShared(found.get().folder());
      return found.get();
    }
    Path place = found.map(RunLayout::folder).orElseGet(() -> store.place(identity));
    Pretraining pretraining =
        found.isPresent() ? Pretraining.resume(found.get()) : Pretraining.of(recipe).into(place);
    try {
      train(pretraining.listen(listener.onTraining(bound, place)), trial);
    } finally {
      listener.onDone();
    }
    return new RunLayout(place);
  }

  private void train(Pretraining pretraining, Trial trial) {
    requireGoing(trial);
    try (PretrainingRun run = pretraining.prepare()) {
      current = Optional.of(run);
      requireGoing(trial); // stopped while it was prepared
      if (run.train().outcome() == Outcome.INTERRUPTED) {
        throw new CancellationException(trial.phrase() + " was stopped");
      }
      run.summarise((done, total) -> !stopped);
    } finally {
      current = Optional.empty();
    }
  }

  private void requireGoing(Trial trial) {
    if (stopped) {
      throw new CancellationException(trial.phrase() + " was stopped");
    }
  }
}
