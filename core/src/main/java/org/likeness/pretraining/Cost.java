package org.likeness.pretraining;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.View;
import org.likeness.data.Batch;
import org.likeness.data.CachedDataset;
import org.likeness.data.Dataset;
import org.likeness.data.Plan;
import org.likeness.data.load.Loader;
import org.likeness.data.load.LoaderEpoch;
import org.likeness.data.load.LoaderOptions;
import org.likeness.method.Method;
import org.likeness.method.Snapshot;
import org.likeness.method.Step;
import org.likeness.optim.Optimizer;
import org.likeness.optim.OptimizerChoice;
import org.likeness.optim.ParameterGroup;
import org.likeness.optim.Rates;
import org.likeness.random.RandomSource;
import org.likeness.train.NotFinite;
import org.likeness.train.Placement;
import org.likeness.train.PlanTargets;
import org.likeness.train.StepValues;
import org.likeness.train.TrainOptions;
import org.likeness.train.TrainingStep;

/**
 * What a run will cost, from the faster of the last two of three steps on an eighth of a batch, in
 * proportion to a whole one but for the update; after them the method is as it was. A whole batch
 * would take longer than it is worth.
 *
 * @param secondsPerEpoch of the network, without what is measured in between; where making views
 *     takes longer, as beside a GPU it may, an epoch does
 * @param epochsLeft epochs to train, with a part of one where a run goes on within it
 * @param epochs of the whole run
 * @param memoryBytes of the whole process at its most, about; without a GPU's
 */
public record Cost(double secondsPerEpoch, double epochsLeft, int epochs, long memoryBytes) {
  private static final int STEPS = 3;

  /** An eighth of a batch. */
  private static final int PART = 8;

  /** Batch normalisation needs two images, and some may be broken. */
  private static final int FEWEST = 4;

  /**
   * What freed memory that fits no later block adds to what is in use at once. With it, 0.9 GB were
   * forecast where the recipe emoji took 1.0, and 3.1 GB where photos took 2.9.
   */
  private static final double UNUSED = 1.25;

  /**
   * Measures.
   *
   * @param method the one to be trained; its state is put back at the end, its gradients are none
   * @param images to be trained on
   * @param kept what remembers decoded images of which {@code images} are some, with all the
   *     others; empty where nothing does
   * @param loading the batches of the run
   * @param train where and in what form the run computes
   * @param optimizer the run's; one of its own moves nothing here
   * @param stepsPerEpoch of the run
   * @param epochsLeft of the run
   * @return nothing where none of the images looked at can be decoded
   */
  static Optional<Cost> measure(
      Method method,
      Dataset images,
      Optional<CachedDataset> kept,
      LoaderOptions loading,
      TrainOptions train,
      OptimizerChoice optimizer,
      long stepsPerEpoch,
      double epochsLeft) {
    int part = Math.max(Math.min(FEWEST, loading.batch()), loading.batch() / PART);
    int[] order = new int[part];
    for (int i = 0; i < order.length; i++) {
      order[i] = i % images.size();
    }
    Plan plan = PlanTargets.forecast(Plan.of(order), images, method.targets());
    LoaderOptions one =
        LoaderOptions.training(part).withWorkers(loading.workers()).withMaxSkipped(1);
    long atRest = Pointer.physicalBytes() - heapInUse();
    Placement placement = Placement.of(method, train);
    try (Loader loader = new Loader(images, method.views(), one, new RandomSource(0));
        LoaderEpoch batches = loader.open(plan, 0, 0);
        Snapshot asItWas = method.state().snapshot();
        Optimizer own = optimizer.create(method.trainable())) {
      method.networks().forEach(network -> network.train(true));
      Optional<Batch> batch = batches.next();
      if (batch.isEmpty()) {
        return Optional.empty();
      }
      try {
        TrainingStep steps = new TrainingStep(method, placement, own, part, 1, NotFinite.IGNORED);
        long before = Pointer.physicalBytes();
        step(steps, batch.get(), placement, 0); // slower than any later one
        Timed second = step(steps, batch.get(), placement, 1);
        Timed third = step(steps, batch.get(), placement, 2);
        long growth = Pointer.physicalBytes() - before;
        int looked = Math.min(part, images.size());
        long pictures = kept.map(cache -> cache.forecastBytes(looked)).orElse(0L);
        long fixed = atRest + heapBytes(pictures) + loaderBytes(method, loading);
        Timed faster = second.seconds() < third.seconds() ? second : third;
        return Optional.of(
            new Trial(
                    batch.get().size(),
                    faster.seconds() - faster.update(),
                    faster.update(),
                    growth,
                    parameterBytes(method),
                    stateBytes(own))
                .of(loading.batch(), fixed, stepsPerEpoch, epochsLeft, train.epochs()));
      } finally {
        own.zeroGradients();
        asItWas.restore();
      }
    }
  }

  /**
   * What was measured.
   *
   * @param images of the step
   * @param seconds it took, without the update
   * @param update seconds of the update, whatever the batch
   * @param growth bytes that the steps took, gradients and the optimizer's state among them
   * @param parameters bytes of what is trained, and so of its gradients
   * @param state bytes of the optimizer's state
   */
  record Trial(
      int images, double seconds, double update, long growth, long parameters, long state) {
    /** In proportion to the images, but for the update, gradients, state, and what is fixed. */
    Cost of(int batch, long fixed, long stepsPerEpoch, double epochsLeft, int epochs) {
      double times = (double) batch / images;
      long activations = (long) (Math.max(0, growth - parameters - state) * times * UNUSED);
      return new Cost(
          (seconds * times + update) * stepsPerEpoch,
          epochsLeft,
          epochs,
          fixed + parameters + state + activations);
    }
  }

  /** A step: all of it, and its update alone. */
  private record Timed(double seconds, double update) {}

  /** One step that leaves the weights as they are. */
  private static Timed step(TrainingStep steps, Batch batch, Placement placement, int number) {
    long start = System.nanoTime();
    // None that training begins with: what a method gathered for a step that failed is dropped.
    Step step = new Step(number + 1, STEPS + 1, 0, 1);
    StepValues values = steps.run(() -> Optional.of(batch), step, Rates.none()).orElseThrow();
    placement.synchronize();
    return new Timed((System.nanoTime() - start) / 1e9, values.updateSeconds());
  }

  private static long heapInUse() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Java's heap: as it is set aside, which it comes to fill, or larger where images need more. */
  private static long heapBytes(long pictures) {
    return Math.max(Runtime.getRuntime().totalMemory(), heapInUse() + pictures);
  }

  private static long parameterBytes(Method method) {
    return method.trainable().stream()
        .map(ParameterGroup::parameters)
        .flatMap(List::stream)
        .mapToLong(Tensor::nbytes)
        .sum();
  }

  private static long stateBytes(Optimizer optimizer) {
    return optimizer.state().values().stream().mapToLong(Tensor::nbytes).sum();
  }

  private static long loaderBytes(Method method, LoaderOptions loading) {
    long floats = method.views().views().stream().mapToLong(View::length).sum();
    return floats * Float.BYTES * loading.batch() * loading.buffers();
  }

  /**
   * Such as {@code about 7.2 s of training an epoch, 5 min for 40 epochs, 0.9 GB of memory}; one
   * epoch is said once, and of a run that goes on what is left.
   */
  public String phrase() {
    return String.format(
        Locale.ROOT,
        "about %s of training an epoch%s, %.1f GB of memory",
        duration(secondsPerEpoch),
        all(),
        memoryBytes / 1e9);
  }

  private String all() {
    if (epochs == 1) {
      return "";
    }
    String time = duration(secondsPerEpoch * epochsLeft);
    return epochsLeft < epochs
        ? ", %s for what is left of %d epochs".formatted(time, epochs)
        : ", %s for %d epochs".formatted(time, epochs);
  }

  static String duration(double seconds) {
    if (seconds < 9.5) {
      return String.format(Locale.ROOT, "%.1f s", Math.max(0.1, seconds));
    }
    if (seconds < 90) {
      return Math.round(seconds) + " s";
    }
    if (seconds < 90 * 60) {
      return Math.round(seconds / 60) + " min";
    }
    return seconds < 48 * 3600
        ? String.format(Locale.ROOT, "%.1f h", seconds / 3600)
        : Math.round(seconds / 86400) + " days";
  }
}
