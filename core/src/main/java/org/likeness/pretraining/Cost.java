package org.likeness.pretraining;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.Dataset;
import org.likeness.data.Loader;
import org.likeness.data.LoaderEpoch;
import org.likeness.data.LoaderOptions;
import org.likeness.data.Plan;
import org.likeness.method.Method;
import org.likeness.method.ParameterGroup;
import org.likeness.method.Step;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.train.Placement;
import org.likeness.train.TrainOptions;

/**
 * What a run will cost, measured by steps on parts of a batch of a method that is thrown away: a
 * quarter to warm up, then an eighth and a quarter, whose difference tells what an image costs and
 * what a step costs whatever its size. A whole batch would take longer than it is worth.
 *
 * @param secondsPerEpoch of the network, without what is measured in between; where making views
 *     takes longer, as beside a GPU it may, an epoch does
 * @param epochs of the run
 * @param memoryBytes of the whole process while training, about; without a GPU's
 */
public record Cost(double secondsPerEpoch, int epochs, long memoryBytes) {
  private static final int BATCHES = 3;

  /** Batch normalisation needs two images. */
  private static final int FEWEST = 2;

  /**
   * Measures.
   *
   * @param trial makes a method like the one to be trained; its state is spoilt
   * @param views of that method; they are made while it is built
   * @param loading the batches of the run
   * @param train where and in what form the run computes
   * @param stepsPerEpoch of the run
   * @param epochs of the run
   */
  static Cost measure(
      Supplier<Method> trial,
      Views views,
      Dataset images,
      LoaderOptions loading,
      TrainOptions train,
      long stepsPerEpoch,
      int epochs) {
    int whole = loading.batch();
    int large = Math.max(Math.min(FEWEST, whole), whole / 4);
    int small = Math.max(Math.min(FEWEST, whole), whole / 8);
    int[] order = new int[large * BATCHES];
    for (int i = 0; i < order.length; i++) {
      order[i] = i % images.size();
    }
    LoaderOptions parts =
        new LoaderOptions(
            large, loading.workers(), true, loading.prefetch(), loading.smallestBatch(), 1);
    try (Loader loader = new Loader(images, views, parts, new RandomSource(0));
        LoaderEpoch batches = loader.open(Plan.of(order), 0, 0)) {
      Method method = trial.get();
      Placement placement = Placement.of(method, train);
      long before = Pointer.physicalBytes();
      step(method, batches, placement, large, 0);
      long after = Pointer.physicalBytes();
      double ofSmall = step(method, batches, placement, small, 1);
      double ofLarge = step(method, batches, placement, large, 2);
      double seconds = wholeStep(small, ofSmall, large, ofLarge, whole);
      long memory = before + (after - before) * whole / large + optimizerBytes(method);
      return new Cost(seconds * stepsPerEpoch, epochs, memory);
    }
  }

  /**
   * Seconds of a step of a whole batch from those of two smaller ones: a line through both, between
   * in proportion to the larger one and half of that, whatever else the machine did meanwhile.
   */
  static double wholeStep(int small, double ofSmall, int large, double ofLarge, int whole) {
    double inProportion = ofLarge * whole / large;
    if (small == large) {
      return inProportion;
    }
    double line = ofLarge + (ofLarge - ofSmall) / (large - small) * (whole - large);
    return Math.max(inProportion / 2, Math.min(inProportion, line));
  }

  /** Seconds of one step on the first images of the next batch, where there is one. */
  private static double step(
      Method method, LoaderEpoch batches, Placement placement, int most, int number) {
    try (Scope scope = Scope.open()) {
      Optional<Batch> next = batches.next();
      long start = System.nanoTime();
      if (next.isPresent()) {
        Step step = new Step(number, BATCHES, 0, 1);
        method.loss(placement.place(first(next.get(), most)), step).value().backward();
        method.afterStep(step);
        placement.synchronize();
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private static Batch first(Batch batch, int most) {
    if (most >= batch.size()) {
      return batch;
    }
    return new Batch(
        batch.views().stream().map(view -> view.narrow(0, 0, most)).toList(),
        batch.indices().narrow(0, 0, most),
        batch.targets().map(targets -> targets.narrow(0, 0, most)));
  }

  /** Momentum takes as much as the weights. */
  private static long optimizerBytes(Method method) {
    return method.trainable().stream()
        .map(ParameterGroup::parameters)
        .flatMap(List::stream)
        .mapToLong(Tensor::nbytes)
        .sum();
  }

  /**
   * Such as {@code about 7.2 s of training an epoch, 5 min for 40 epochs, 0.9 GB of memory}; one
   * epoch is said once.
   */
  public String phrase() {
    String all =
        epochs == 1
            ? ""
            : ", %s for %d epochs".formatted(duration(secondsPerEpoch * epochs), epochs);
    return String.format(
        Locale.ROOT,
        "about %s of training an epoch%s, %.1f GB of memory",
        duration(secondsPerEpoch),
        all,
        memoryBytes / 1e9);
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
