package org.likeness.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.View;
import org.likeness.data.Batch;
import org.likeness.error.InputException;
import org.likeness.method.Method;
import org.likeness.method.Step;
import org.likeness.optim.Sgd;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;
import org.likeness.train.Placement;
import org.likeness.train.TrainOptions;

/**
 * How long the training step of a recipe takes: forward of all views, loss, backward, update, on
 * pixels that are there already. The counterpart of {@code bench/peers/step.py}.
 *
 * @param milliseconds of each timed step, in order
 * @param batch images a step
 * @param threads of one operation
 * @param firstLoss the loss before the first update; the pixels are {@link FixedNumbers}, so that
 *     another program can find the same
 */
public record StepSpeed(List<Double> milliseconds, int batch, int threads, double firstLoss) {
  /** Steps that are not timed, before those that are. */
  public static final int WARM_UP = 3;

  /** The series of {@link FixedNumbers} of the first view; the others follow. */
  private static final int SERIES = 10;

  /** Gives the numbers a variance of 1. */
  private static final float SCALE = 3.4641016f;

  public StepSpeed {
    milliseconds = List.copyOf(milliseconds);
  }

  /**
   * Times {@code steps} steps after three that are not counted.
   *
   * @param method built for at least {@code options.batch()} images; its state is spoilt
   * @param options batch, placement, momentum and weight decay are taken; no image is read
   * @param done hears after each step how many are done, those that are not timed included
   * @throws InputException where a batch has more numbers than an array of Java holds
   */
  public static StepSpeed measure(
      Method method, TrainOptions options, int steps, IntConsumer done) {
    Torch.require();
    Placement placement = Placement.of(method, options);
    Sgd optimizer = new Sgd(method.trainable(), options.momentum(), options.weightDecay());
    Batch input = placement.place(input(method, options.batch()));
    method.encoder().network().train(true);
    optimizer.zeroGradients();
    List<Double> milliseconds = new ArrayList<>();
    double firstLoss = 0;
    for (int i = 0; i < steps + WARM_UP; i++) {
      long start = System.nanoTime();
      double loss =
          step(method, optimizer, input, new Step(i, steps + WARM_UP, 0, 1), options.lr());
      firstLoss = i == 0 ? loss : firstLoss;
      if (i >= WARM_UP) {
        milliseconds.add((System.nanoTime() - start) / 1e6);
      }
      done.accept(i + 1);
    }
    return new StepSpeed(milliseconds, options.batch(), Torch.threads(), firstLoss);
  }

  private static double step(Method method, Sgd optimizer, Batch input, Step step, double rate) {
    try (Scope scope = Scope.open()) {
      Tensor loss = method.loss(input, step).value();
      loss.backward();
      method.beforeOptimizer(step);
      optimizer.step(rate, rate);
      optimizer.zeroGradients();
      try (Scope noGrad = Scope.openNoGrad()) {
        method.afterStep(step);
      }
      return loss.item_double();
    }
  }

  private static Batch input(Method method, int batch) {
    List<Tensor> views = new ArrayList<>();
    for (View view : method.views().views()) {
      int series = SERIES + views.size();
      float[] pixels = new float[length(batch, view)];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = SCALE * FixedNumbers.at(i, series);
      }
      long[] shape = new long[view.shape().length + 1];
      shape[0] = batch;
      System.arraycopy(view.shape(), 0, shape, 1, view.shape().length);
      views.add(Tensors.of(pixels, shape));
    }
    long[] indices = new long[batch];
    for (int i = 0; i < batch; i++) {
      indices[i] = i;
    }
    return new Batch(views, Tensors.of(indices, batch), Optional.empty());
  }

  private static int length(int batch, View view) {
    try {
      return Math.multiplyExact(batch, view.length());
    } catch (ArithmeticException e) {
      throw new InputException(
          "%d images of %d numbers are more than an array holds: lower train.batch or view.size"
              .formatted(batch, view.length()),
          e);
    }
  }
}
