package org.likeness.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.View;
import org.likeness.data.Batch;
import org.likeness.error.InputException;
import org.likeness.method.Method;
import org.likeness.method.Step;
import org.likeness.optim.OptimizerChoice;
import org.likeness.optim.Rates;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;
import org.likeness.train.NotFinite;
import org.likeness.train.Placement;
import org.likeness.train.TrainOptions;
import org.likeness.train.TrainingStep;

/**
 * The time of a recipe's training step: forward of all views, loss, backward, update, on pixels in
 * memory. The counterpart of {@code bench/peers/step.py}.
 *
 * @param milliseconds of each timed step, in order
 * @param batch images per step
 * @param threads per operation
 * @param losses of all steps from the first, before its update; the pixels are {@link
 *     FixedNumbers}, the same in each step, so that another program can reproduce them
 */
public record StepSpeed(List<Double> milliseconds, int batch, int threads, List<Double> losses) {
  /** Number of steps before the timed ones. */
  public static final int WARM_UP = 3;

  /** The series of {@link FixedNumbers} of the first view; the others follow. */
  private static final int SERIES = 10;

  /** Scales the numbers to a variance of 1. */
  private static final float SCALE = 3.4641016f;

  public StepSpeed {
    milliseconds = List.copyOf(milliseconds);
    losses = List.copyOf(losses);
  }

  /** Classes of the targets where a method learns from labels. */
  public static final int CLASSES = 100;

  /**
   * Times {@code steps} steps after three that are not timed.
   *
   * @param method built for at least {@code options.batch()} images and {@link #CLASSES} classes;
   *     the benchmark changes its state
   * @param options batch, device, rate and weight decay are used; no image is read
   * @param optimizer of the method's parameters
   * @param done receives the number of steps done after each step, with those that are not timed
   * @throws InputException where a batch does not fit into a Java array
   */
  public static StepSpeed measure(
      Method method, TrainOptions options, OptimizerChoice optimizer, int steps, IntConsumer done) {
    Torch.require();
    Placement placement = Placement.of(method, options);
    TrainingStep training =
        new TrainingStep(
            method,
            placement,
            optimizer.create(method.trainable()),
            options.batch(),
            1,
            NotFinite.IGNORED);
    Batch input = placement.place(input(method, options.batch()));
    method.networks().forEach(network -> network.train(true));
    Rates rates = new Rates(options.lr(), options.lr(), options.weightDecay());
    List<Double> milliseconds = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < steps + WARM_UP; i++) {
      long start = System.nanoTime();
      Step step = new Step(i, steps + WARM_UP, 0, 1);
      losses.add(training.run(() -> Optional.of(input), step, rates).orElseThrow().loss());
      placement.synchronize();
      if (i >= WARM_UP) {
        milliseconds.add((System.nanoTime() - start) / 1e6);
      }
      done.accept(i + 1);
    }
    return new StepSpeed(milliseconds, options.batch(), Torch.threads(), losses);
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
    long[] indices = LongStream.range(0, batch).toArray();
    Optional<Tensor> targets =
        switch (method.targets()) {
          case NONE -> Optional.empty();
          case INSTANCES -> Optional.of(Tensors.of(indices, batch));
          case LABELS ->
              Optional.of(
                  Tensors.of(LongStream.of(indices).map(i -> i % CLASSES).toArray(), batch));
          case PSEUDO_LABELS -> Optional.of(Tensors.of(new long[batch], batch));
        };
    return new Batch(views, Tensors.of(indices, batch), targets);
  }

  private static int length(int batch, View view) {
    try {
      return Math.multiplyExact(batch, view.length());
    } catch (ArithmeticException e) {
      throw new InputException(
          "%d images of %d values do not fit into an array: lower train.batch or view.size"
              .formatted(batch, view.length()),
          e);
    }
  }
}
