package org.likeness.pretraining;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.View;
import org.likeness.data.Batch;
import org.likeness.data.Dataset;
import org.likeness.data.Loader;
import org.likeness.data.LoaderEpoch;
import org.likeness.data.LoaderOptions;
import org.likeness.data.Plan;
import org.likeness.method.Method;
import org.likeness.method.ParameterGroup;
import org.likeness.method.Snapshot;
import org.likeness.method.Step;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.train.Placement;
import org.likeness.train.TrainOptions;

/**
 * What a run will cost, measured by two steps on a quarter of a batch, the second of which counts,
 * in proportion, without the optimizer; after them the method is as it was. A whole batch would
 * take longer than it is worth.
 *
 * @param secondsPerEpoch of the network, without what is measured in between; where making views
 *     takes longer, as beside a GPU it may, an epoch does
 * @param epochs of the run
 * @param memoryBytes of the whole process while training, about; without a GPU's
 */
public record Cost(double secondsPerEpoch, int epochs, long memoryBytes) {
  private static final int STEPS = 2;

  /** A quarter of a batch. */
  private static final int PART = 4;

  /** Batch normalisation needs two images. */
  private static final int FEWEST = 2;

  /**
   * Measures.
   *
   * @param method the one to be trained; its state is put back at the end, its gradients are none
   * @param loading the batches of the run
   * @param train where and in what form the run computes
   * @param stepsPerEpoch of the run
   * @param epochs of the run
   */
  static Cost measure(
      Method method,
      Dataset images,
      LoaderOptions loading,
      TrainOptions train,
      long stepsPerEpoch,
      int epochs) {
    int part = Math.max(Math.min(FEWEST, loading.batch()), loading.batch() / PART);
    int[] order = new int[part];
    for (int i = 0; i < order.length; i++) {
      order[i] = i % images.size();
    }
    LoaderOptions one =
        LoaderOptions.training(part).withWorkers(loading.workers()).withMaxSkipped(1);
    long atRest = Pointer.physicalBytes();
    try (Loader loader = new Loader(images, method.views(), one, new RandomSource(0));
        LoaderEpoch batches = loader.open(Plan.of(order), 0, 0);
        Snapshot asItWas = method.state().snapshot()) {
      Placement placement = Placement.of(method, train);
      method.encoder().network().train(true);
      try {
        Optional<Batch> batch = batches.next();
        long before = Pointer.physicalBytes();
        step(method, batch, placement, 0); // slower than any later one
        long growth = Pointer.physicalBytes() - before;
        double seconds = step(method, batch, placement, 1);
        return new Trial(part, seconds, atRest, growth, parameterBytes(method))
            .of(loading.batch(), loaderBytes(method, loading), stepsPerEpoch, epochs);
      } finally {
        method.trainable().forEach(ParameterGroup::zeroGradients);
        asItWas.restore();
      }
    }
  }

  /**
   * What was measured.
   *
   * @param images of the step
   * @param seconds it took
   * @param atRest bytes of the process before anything was computed
   * @param growth bytes that the first step took, gradients among them
   * @param parameters bytes of what is trained
   */
  record Trial(int images, double seconds, long atRest, long growth, long parameters) {
    /**
     * In proportion to the images, but for gradients and momentum: each as large as the weights.
     */
    Cost of(int batch, long loader, long stepsPerEpoch, int epochs) {
      double times = (double) batch / images;
      long activations = (long) (Math.max(0, growth - parameters) * times);
      return new Cost(
          seconds * times * stepsPerEpoch, epochs, atRest + loader + 2 * parameters + activations);
    }
  }

  /** Seconds of one step, where any of its images can be decoded. */
  private static double step(
      Method method, Optional<Batch> batch, Placement placement, int number) {
    try (Scope scope = Scope.open()) {
      long start = System.nanoTime();
      if (batch.isPresent()) {
        // None that training begins with: what a method gathered for a step that failed is dropped.
        Step step = new Step(number + 1, STEPS + 1, 0, 1);
        method.loss(placement.place(batch.get()), step).value().backward();
        try (Scope noGrad = Scope.openNoGrad()) {
          method.afterStep(step);
        }
        placement.synchronize();
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private static long parameterBytes(Method method) {
    return method.trainable().stream()
        .map(ParameterGroup::parameters)
        .flatMap(List::stream)
        .mapToLong(Tensor::nbytes)
        .sum();
  }

  private static long loaderBytes(Method method, LoaderOptions loading) {
    long floats = method.views().views().stream().mapToLong(View::length).sum();
    return floats * Float.BYTES * loading.batch() * loading.buffers();
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
