package org.likeness.train;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.likeness.data.Batch;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.Step;
import org.likeness.optim.Optimizer;
import org.likeness.optim.ParameterGroup;
import org.likeness.optim.Rates;
import org.likeness.torch.Scope;

/**
 * One update: loss and backward of one or more batches, then the optimizer, then the method's hook
 * after it. Training, its forecast and {@code bench step} all run this code.
 */
public final class TrainingStep {
  private final Method method;
  private final Placement placement;
  private final Optimizer optimizer;
  private final int batch;
  private final int accumulate;
  private final NotFinite notFinite;
  private final List<ParameterGroup> groups;
  private final Consumer<BatchEnd> heard;

  /**
   * Creates the step of a method.
   *
   * @param placement of the method
   * @param optimizer of the method's parameters
   * @param batch images per batch, B
   * @param accumulate batches per update
   * @param notFinite called for a loss that is not finite, before the update
   */
  public TrainingStep(
      Method method,
      Placement placement,
      Optimizer optimizer,
      int batch,
      int accumulate,
      NotFinite notFinite) {
    this(method, placement, optimizer, batch, accumulate, notFinite, event -> {});
  }

  /**
   * As the other constructor.
   *
   * @param heard receives what each batch gave
   */
  TrainingStep(
      Method method,
      Placement placement,
      Optimizer optimizer,
      int batch,
      int accumulate,
      NotFinite notFinite,
      Consumer<BatchEnd> heard) {
    this.heard = heard;
    this.method = method;
    this.placement = placement;
    this.optimizer = optimizer;
    this.batch = batch;
    this.accumulate = accumulate;
    this.notFinite = notFinite;
    this.groups = method.trainable();
    optimizer.zeroGradients();
  }

  /**
   * Runs a step in its own scope.
   *
   * @param batches supplies the next batch, on any device; empty if there are no more
   * @return empty if there was no batch, and nothing was done
   */
  public Optional<StepValues> run(Supplier<Optional<Batch>> batches, Step step, Rates rates) {
    try (Scope scope = Scope.open()) {
      Optional<Batch> next = batches.get();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      try (NoGradGuard noGrad = new NoGradGuard()) {
        method.beforeStep(step);
      }
      StepTally tally = new StepTally();
      long bytes = 0;
      for (int i = 0; next.isPresent(); i++) {
        bytes = backward(next.get(), step.at(i), tally);
        next = i + 1 < accumulate ? batches.get() : Optional.empty();
      }
      StepTally.Values values = tally.read();
      values.notFinite().ifPresent(what -> notFinite.tell(step, what));
      long start = System.nanoTime();
      update(step, rates, tally.images());
      double seconds = (System.nanoTime() - start) / 1e9;
      return Optional.of(
          new StepValues(
              values.loss(), values.terms(), values.spread(), tally.images(), seconds, bytes));
    }
  }

  /** Returns the memory of the process with the activations of the batch. */
  private long backward(Batch images, Step step, StepTally tally) {
    Batch here = placement.place(images);
    Loss loss = method.loss(here, step);
    long bytes = Pointer.physicalBytes();
    tally.add(loss, here.size());
    Tensor value = loss.value();
    if (accumulate > 1) { // each image has the same weight in every batch
      value = value.mul(new Scalar((double) here.size() / nominalImages()));
    }
    value.backward();
    heard.accept(new BatchEnd(step, here.indices(), loss.features()));
    return bytes;
  }

  private void update(Step step, Rates rates, int images) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      if (accumulate > 1 && images != nominalImages()) {
        scaleGradients((double) nominalImages() / images);
      }
      method.beforeOptimizer(step);
      optimizer.step(rates);
      method.afterStep(step);
    }
    optimizer.zeroGradients();
  }

  private int nominalImages() {
    return batch * accumulate;
  }

  private void scaleGradients(double factor) {
    groups.forEach(group -> scale(group.parameters(), factor));
    scale(method.updatedByMethod(), factor);
  }

  private static void scale(List<Tensor> parameters, double factor) {
    for (Tensor parameter : parameters) {
      if (parameter.grad().defined()) {
        parameter.grad().mul_(new Scalar(factor));
      }
    }
  }
}
