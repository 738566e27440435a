package org.likeness.train;

import java.util.Optional;
import java.util.function.Supplier;
import org.likeness.data.Batch;
import org.likeness.data.load.LoaderEpoch;
import org.likeness.error.RunException;
import org.likeness.method.Method;
import org.likeness.method.Step;
import org.likeness.optim.Optimizer;
import org.likeness.optim.Rates;
import org.likeness.optim.Schedule;

/** The steps of a training: each with its rates, timed, and ended by a loss that is not finite. */
final class StepRunner {
  private final TrainingStep steps;
  private final TrainOptions options;
  private final Schedule rate;
  private final double baseRate;
  private final Supplier<String> lastCheckpoint;

  StepRunner(
      Method method,
      Placement placement,
      TrainOptions options,
      Optimizer optimizer,
      Schedule rate,
      Supplier<String> lastCheckpoint) {
    this.options = options;
    this.rate = rate;
    this.baseRate = LearningRate.base(options);
    this.lastCheckpoint = lastCheckpoint;
    this.steps =
        new TrainingStep(
            method, placement, optimizer, options.batch(), options.accumulate(), this::fail);
  }

  /**
   * What a step gives.
   *
   * @param event for listeners
   * @param spread of the embeddings
   */
  record Result(StepEnd event, double spread) {}

  /** Runs a step on the next batches; empty where the epoch has none left. */
  Optional<Result> run(LoaderEpoch batches, Step step) {
    long start = System.nanoTime();
    double learningRate = rate.at(step.index());
    Supplier<Optional<Batch>> next = batches::next;
    return steps
        .run(next, step, new Rates(learningRate, baseRate, options.weightDecay()))
        .map(
            values -> {
              double seconds = (System.nanoTime() - start) / 1e9;
              return new Result(
                  new StepEnd(
                      step, values.loss(), values.terms(), learningRate, values.images(), seconds),
                  values.spread());
            });
  }

  private void fail(Step step, String what) {
    throw new RunException(
        "the loss of step %d (epoch %d) is not finite: %s; the last good checkpoint is %s: lower the learning rate"
            .formatted(step.index() + 1, step.epoch() + 1, what, lastCheckpoint.get()));
  }
}
