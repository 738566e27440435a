package org.likeness.train;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.likeness.data.Batch;
import org.likeness.data.load.LoaderEpoch;
import org.likeness.error.RunException;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.Step;
import org.likeness.optim.Optimizer;
import org.likeness.optim.ParameterGroup;
import org.likeness.optim.Schedule;
import org.likeness.torch.Scope;

/**
 * One update: loss and backward of one batch or several, then the optimizer, then what the method
 * does after it.
 */
final class StepRunner {
  private final Method method;
  private final Placement placement;
  private final TrainOptions options;
  private final Optimizer optimizer;
  private final Schedule rate;
  private final double baseRate;
  private final List<ParameterGroup> groups;
  private final Supplier<String> lastCheckpoint;

  StepRunner(
      Method method,
      Placement placement,
      TrainOptions options,
      Optimizer optimizer,
      Schedule rate,
      Supplier<String> lastCheckpoint) {
    this.method = method;
    this.placement = placement;
    this.options = options;
    this.optimizer = optimizer;
    this.rate = rate;
    this.baseRate = LearningRate.base(options);
    this.groups = method.trainable();
    this.lastCheckpoint = lastCheckpoint;
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
    try (Scope scope = Scope.open()) {
      StepTally tally = new StepTally();
      for (int i = 0; i < options.accumulate(); i++) {
        Optional<Batch> batch = batches.next();
        if (batch.isEmpty()) {
          break;
        }
        backward(batch.get(), step, tally);
      }
      if (tally.images() == 0) {
        return Optional.empty();
      }
      StepTally.Values values = tally.read();
      values.notFinite().ifPresent(what -> fail(step, what));
      double learningRate = rate.at(step.index());
      update(step, learningRate, tally.images());
      double seconds = (System.nanoTime() - start) / 1e9;
      return Optional.of(
          new Result(
              new StepEnd(
                  step, values.loss(), values.terms(), learningRate, tally.images(), seconds),
              values.spread()));
    }
  }

  private void backward(Batch images, Step step, StepTally tally) {
    Batch batch = placement.place(images);
    Loss loss = method.loss(batch, step);
    tally.add(loss, batch.size());
    Tensor value = loss.value();
    if (options.accumulate() > 1) { // each image weighs the same, whatever batch it is in
      value = value.mul(new Scalar((double) batch.size() / nominalImages()));
    }
    value.backward();
  }

  private void update(Step step, double learningRate, int images) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      if (options.accumulate() > 1 && images != nominalImages()) {
        scaleGradients((double) nominalImages() / images);
      }
      method.beforeOptimizer(step);
      optimizer.step(learningRate, baseRate);
      method.afterStep(step);
    }
    optimizer.zeroGradients();
  }

  private int nominalImages() {
    return options.batch() * options.accumulate();
  }

  private void scaleGradients(double factor) {
    Scalar scalar = new Scalar(factor);
    for (ParameterGroup group : groups) {
      for (Tensor parameter : group.parameters()) {
        if (parameter.grad().defined()) {
          parameter.grad().mul_(scalar);
        }
      }
    }
  }

  private void fail(Step step, String what) {
    throw new RunException(
        "the loss of step %d (epoch %d) is not finite: %s; the last good checkpoint is %s: lower the learning rate or raise tau"
            .formatted(step.index() + 1, step.epoch() + 1, what, lastCheckpoint.get()));
  }
}
