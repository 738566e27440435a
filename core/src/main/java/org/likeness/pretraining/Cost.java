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
import org.likeness.data.LimitedDataset;
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
import org.likeness.torch.SystemMemory;
import org.likeness.train.NotFinite;
import org.likeness.train.Placement;
import org.likeness.train.PlanTargets;
import org.likeness.train.StepValues;
import org.likeness.train.TrainOptions;
import org.likeness.train.TrainingStep;

/**
 * The expected time and memory of a run, from the faster of the last two of three steps on an
 * eighth of a batch, or on as many images as half of the machine's memory holds and ten seconds
 * suffice for, scaled to a full batch except for the update. Where full batches are cheap, one is
 * measured too, and the lower time counts: of a small network, a step on few images takes mostly
 * what a step on none would. The method's state is restored afterwards. What a method does before
 * an epoch is not measured, such as DeepCluster's clustering.
 *
 * @param secondsPerEpoch seconds per epoch of the network, without evaluations; an epoch takes
 *     longer if producing views does, as may happen with a GPU
 * @param epochsLeft epochs left to train, with a fraction if a run is resumed within an epoch
 * @param epochs of the whole run
 * @param memoryBytes approximate peak memory of the process, without a GPU's
 */
public record Cost(double secondsPerEpoch, double epochsLeft, int epochs, long memoryBytes) {
  private static final int STEPS = 3;

  /** Seconds of a step on a full batch that are spent to measure it. */
  private static final double CHEAP = 1.5;

  /** An eighth of a batch. */
  private static final int PART = 8;

  /** Batch normalisation needs two images, and some may not be decodable. */
  private static final int FEWEST = 4;

  /** More images than these are tried only after so many, by which their memory is known. */
  private static final int SAFE = 16;

  /** Seconds that a step of the trial may take, where it has more than these images. */
  private static final double LONGEST = 10;

  /** The part of the machine's memory that the trial may take. */
  private static final double ROOM = 0.5;

  /**
   * Factor for memory fragmentation. With it, the forecast is 0.9 GB for the recipe emoji, which
   * takes 1.0, and 3.0 GB for photos, which takes 2.7.
   */
  private static final double UNUSED = 1.25;

  /**
   * Measures the cost.
   *
   * @param method the method to train; its state is restored at the end, its gradients are cleared
   * @param images the training images
   * @param kept the cache of decoded images, of which {@code images} are a part; empty if there is
   *     none
   * @param loading how the run loads batches
   * @param train device, precision and memory order of the run
   * @param optimizer the run's optimizer; a separate instance is used, with a rate of 0
   * @param stepsPerEpoch of the run
   * @param epochsLeft of the run
   * @return empty if none of the images read can be decoded
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
    Placement placement = Placement.of(method, train);
    long atRest = Pointer.physicalBytes() - heapInUse();
    try (Snapshot asItWas = method.state().snapshot();
        Optimizer own = optimizer.create(method.trainable())) {
      method.networks().forEach(network -> network.train(true));
      try {
        Measuring measuring =
            new Measuring(method, images, loading, placement, own, Pointer.physicalBytes());
        part = measuring.fitting(part);
        Optional<Trial> few = measuring.of(part);
        if (few.isEmpty()) {
          return Optional.empty();
        }
        Trial trial = few.get();
        int looked = Math.min(part, images.size());
        long cached = kept.map(cache -> cache.forecastBytes(looked)).orElse(0L);
        long fixed = atRest + heapBytes(cached) + loaderBytes(method, loading);
        Cost cost = trial.of(loading.batch(), fixed, stepsPerEpoch, epochsLeft, train.epochs());
        if (trial.images() == part && trial.step(loading.batch()) < CHEAP) {
          double step = measuring.of(loading.batch()).orElse(trial).step(loading.batch());
          cost = cost.withSeconds(Math.min(cost.secondsPerEpoch(), step * stepsPerEpoch));
        }
        return Optional.of(cost);
      } finally {
        own.zeroGradients();
        asItWas.restore();
      }
    }
  }

  private Cost withSeconds(double seconds) {
    return new Cost(seconds, epochsLeft, epochs, memoryBytes);
  }

  /**
   * Steps on batches of some size that change no weight.
   *
   * @param before memory of the process before the first of them
   */
  private record Measuring(
      Method method,
      Dataset images,
      LoaderOptions loading,
      Placement placement,
      Optimizer optimizer,
      long before) {
    /** So many images, or fewer if the memory of the machine does not hold their activations. */
    int fitting(int size) {
      long room = (long) (SystemMemory.bytes() * ROOM) - before;
      if (size <= SAFE || room <= 0) {
        return size;
      }
      return of(SAFE).map(trial -> trial.fitting(size, room)).orElse(size);
    }

    /** Three steps on one batch; empty if none of its images can be decoded. */
    Optional<Trial> of(int size) {
      int[] order = new int[size];
      for (int i = 0; i < order.length; i++) {
        order[i] = i % images.size();
      }
      Plan plan = PlanTargets.forecast(Plan.of(order), images, method.targets());
      LoaderOptions one = LoaderOptions.training(size).withWorkers(loading.workers());
      Dataset unlimited = new LimitedDataset(images, 1);
      try (Loader loader = new Loader(unlimited, method.views(), one, new RandomSource(0));
          LoaderEpoch batches = loader.open(plan, 0, 0)) {
        return batches.next().map(batch -> trial(batch, size));
      }
    }

    private Trial trial(Batch batch, int size) {
      TrainingStep steps =
          new TrainingStep(method, placement, optimizer, size, 1, NotFinite.IGNORED);
      Timed first = step(steps, batch, placement, 0); // slower than later ones
      Timed second = step(steps, batch, placement, 1);
      Timed third = step(steps, batch, placement, 2);
      long most = Math.max(first.memory(), Math.max(second.memory(), third.memory()));
      Timed faster = second.seconds() < third.seconds() ? second : third;
      return new Trial(
          batch.size(),
          faster.seconds() - faster.update(),
          faster.update(),
          Math.max(most, Pointer.physicalBytes()) - before,
          parameterBytes(method),
          stateBytes(optimizer));
    }
  }

  /**
   * The measured values.
   *
   * @param images images per step
   * @param seconds duration of the step without the update
   * @param update seconds of the update, for any batch
   * @param growth most bytes that the steps took, including gradients and the optimizer's state
   * @param parameters bytes of the parameters, and also of their gradients
   * @param state bytes of the optimizer's state
   */
  record Trial(
      int images, double seconds, double update, long growth, long parameters, long state) {
    /**
     * Scales with the number of images, except for the update, gradients, state and fixed parts.
     */
    Cost of(int batch, long fixed, long stepsPerEpoch, double epochsLeft, int epochs) {
      long activations = (long) (activations() * batch * UNUSED);
      return new Cost(
          step(batch) * stepsPerEpoch,
          epochsLeft,
          epochs,
          fixed + parameters + state + activations);
    }

    /** Bytes that a step holds for an image. */
    double activations() {
      return (double) Math.max(0, growth - parameters - state) / images;
    }

    /** So many images, or fewer if there is no room for their activations or they take long. */
    int fitting(int size, long room) {
      double held = room / Math.max(1, activations());
      double soon = LONGEST * images / seconds;
      return (int) Math.max(images, Math.min(size, Math.min(held, soon)));
    }

    /** Seconds of a step on a batch. */
    double step(int batch) {
      return seconds * batch / images + update;
    }
  }

  /** The duration of a step and of its update, and the memory of the process with activations. */
  private record Timed(double seconds, double update, long memory) {}

  /** One step that does not change the weights. */
  private static Timed step(TrainingStep steps, Batch batch, Placement placement, int number) {
    long start = System.nanoTime();
    // Not step 0, with which training starts: a method then drops what it collected here.
    Step step = new Step(number + 1, STEPS + 1, 0, 1);
    StepValues values = steps.run(() -> Optional.of(batch), step, Rates.none()).orElseThrow();
    placement.synchronize();
    return new Timed(
        (System.nanoTime() - start) / 1e9, values.updateSeconds(), values.memoryBytes());
  }

  private static long heapInUse() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Java's heap: its current size, which will be used, or more if the images need it. */
  private static long heapBytes(long cached) {
    return Math.max(Runtime.getRuntime().totalMemory(), heapInUse() + cached);
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
   * Such as {@code about 7.2 s of training per epoch, 5 min for 40 epochs, 0.9 GB of memory}; for
   * one epoch without a total, and for a resumed run with the rest.
   */
  public String phrase() {
    return String.format(
        Locale.ROOT,
        "about %s of training per epoch%s, %.1f GB of memory",
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
        ? ", %s for the rest of %d epochs".formatted(time, epochs)
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
