package org.likeness.pretraining;

import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
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

/**
 * What a run will cost, measured by a few steps of a method that is thrown away.
 *
 * @param secondsPerEpoch of training, without what is measured in between
 * @param epochs of the run
 * @param memoryBytes of the whole process while training, about
 */
public record Cost(double secondsPerEpoch, int epochs, long memoryBytes) {
  private static final int STEPS = 2; // the first one warms up

  /**
   * Measures.
   *
   * @param trial a method like the one to be trained; its state is spoilt
   * @param loading the batches of the run
   * @param stepsPerEpoch of the run
   * @param epochs of the run
   */
  static Cost measure(
      Method trial, Dataset images, LoaderOptions loading, long stepsPerEpoch, int epochs) {
    double fastest = Double.POSITIVE_INFINITY;
    int[] order = new int[loading.batch() * STEPS];
    for (int i = 0; i < order.length; i++) {
      order[i] = i % images.size();
    }
    try (Loader loader = new Loader(images, trial.views(), loading, new RandomSource(0));
        LoaderEpoch epoch = loader.open(Plan.of(order), 0, 0)) {
      for (int step = 0; step < STEPS; step++) {
        long start = System.nanoTime();
        try (Scope scope = Scope.open()) {
          java.util.Optional<Batch> batch = epoch.next();
          if (batch.isPresent()) {
            trial
                .loss(batch.get(), new Step(step, Math.max(STEPS, stepsPerEpoch), 0, 1))
                .value()
                .backward();
            trial.afterStep(new Step(step, Math.max(STEPS, stepsPerEpoch), 0, 1));
          }
        }
        fastest = Math.min(fastest, (System.nanoTime() - start) / 1e9);
      }
    }
    long memory = Pointer.physicalBytes() + optimizerBytes(trial);
    return new Cost(fastest * stepsPerEpoch, epochs, memory);
  }

  /** Momentum takes as much as the weights. */
  private static long optimizerBytes(Method method) {
    return method.trainable().stream()
        .map(ParameterGroup::parameters)
        .flatMap(java.util.List::stream)
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
