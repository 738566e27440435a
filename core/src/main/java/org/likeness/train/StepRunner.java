package org.likeness.train;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.likeness.data.Batch;
import org.likeness.data.load.LoaderEpoch;
import org.likeness.error.RunException;
import org.likeness.method.Method;
import org.likeness.method.Step;
import org.likeness.optim.Optimizer;
import org.likeness.optim.Rates;

/**
 * Runs the steps of a training: sets the rates, measures the time, and throws if a loss is not
 * finite.
 */
final class StepRunner {
  private final TrainingStep steps;
  private final RateSchedules schedules;
  private final Supplier<String> lastCheckpoint;

  StepRunner(
      Method method,
      Placement placement,
      TrainOptions options,
      Optimizer optimizer,
      RateSchedules schedules,
      Supplier<String> lastCheckpoint,
      Consumer<BatchEnd> heard) {
    this.schedules = schedules;
    this.lastCheckpoint = lastCheckpoint;
    this.steps =
        new TrainingStep(
            method, placement, optimizer, options.batch(), options.accumulate(), this::fail, heard);
  }

  /**
   * The result of a step.
   *
   * @param event for listeners
   * @param spread of the embeddings
   */
  record Result(StepEnd event, double spread) {}

  /** Runs a step on the next batches; empty if the epoch has none left. */
  Optional<Result> run(LoaderEpoch batches, Step step) {
    long start = System.nanoTime();
    Rates rates = schedules.at(step.index());
    Supplier<Optional<Batch>> next = batches::next;
    return steps
        .run(next, step, rates)
        .map(
            values -> {
              double seconds = (System.nanoTime() - start) / 1e9;
              return new Result(
                  new StepEnd(
                      step, values.loss(), values.terms(), rates.rate(), values.images(), seconds),
                  values.spread());
            });
  }

  private void fail(Step step, String what) {
    throw new RunException(
        "the loss of step %d (epoch %d) is not finite: %s; the last good checkpoint is %s: lower the learning rate"
            .formatted(step.index() + 1, step.epoch() + 1, what, lastCheckpoint.get()));
  }
}
