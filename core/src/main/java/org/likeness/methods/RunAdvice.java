package org.likeness.methods;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.likeness.method.RunSize;
import org.likeness.option.OptionValues;

/** Sentences of {@link org.likeness.method.Method#advice} that several methods give. */
final class RunAdvice {
  /**
   * Spans of {@code 1 / (1 - m)} updates, after each of which an average still has a third of what
   * it had: runs of fewer are advised against. The papers' runs have hundreds.
   */
  private static final int FEWEST_SPANS = 5;

  /** Spans that a run has with the advised value. */
  private static final int ADVISED_SPANS = 10;

  /**
   * None below 0.9: there MoCo is behind by 4 points already, and at 0 it fails (its section 4.1).
   */
  private static final List<Double> MOMENTUMS = List.of(0.999, 0.996, 0.99, 0.95, 0.9);

  /** Updates after which a momentum of 1 has not moved either. */
  private static final double NEVER = 1e9;

  private RunAdvice() {}

  /**
   * Where a network that follows another is too slow for the run.
   *
   * @param key its key below {@code options}
   * @param momentum the lowest of the run
   * @param steps updates of the run
   */
  static Optional<String> momentum(String key, double momentum, long steps) {
    if (momentum == 0 || steps / FEWEST_SPANS >= span(momentum)) {
      return Optional.empty();
    }
    String fits =
        MOMENTUMS.stream()
            .filter(value -> value < momentum && steps / ADVISED_SPANS >= span(value))
            .findFirst()
            .map(value -> OptionValues.number(value) + " fits, or more epochs")
            .orElseGet(() -> "at least %,d updates fit".formatted(FEWEST_SPANS * span(momentum)));
    return Optional.of(
        "options.%s of %s is slow for %,d updates, after which the second network still has much of what it began with: %s"
            .formatted(key, OptionValues.number(momentum), steps, fits));
  }

  private static long span(double momentum) {
    return Math.round(Math.min(NEVER, 1 / (1 - momentum)));
  }

  /**
   * Where more prototypes want an equal share of the rows than there are rows, so that most get a
   * fraction of one.
   *
   * @param prototypes K, of {@code options.prototypes}
   * @param rows that are assigned together: those of a batch and of the queue
   */
  private static Optional<String> prototypes(int prototypes, int rows) {
    return prototypes <= rows
        ? Optional.empty()
        : Optional.of(
            "options.prototypes of %,d is more than the %,d rows of a batch and its queue, so that no cluster gets a whole one: at most %,d fits, or an options.queue that is used from an early options.queue-epoch on"
                .formatted(prototypes, rows, rows));
  }

  /**
   * The rows of SwAV's queue that are assigned with a batch before the run ends: all of them, or
   * none where the queue is not full before the last update.
   *
   * @param queue rows, of {@code options.queue}
   * @param queueEpoch epoch from which on it fills, from 0
   */
  static int usedRows(int queue, int queueEpoch, RunSize run) {
    long queued = Math.max(0, run.epochs() - queueEpoch) * run.imagesPerEpoch();
    return queued - run.imagesPerUpdate() >= queue ? queue : 0;
  }

  /**
   * Where MoCo's queue holds keys of many of the images.
   *
   * @param queue keys, of {@code options.queue}
   * @param images training images, n
   */
  static Optional<String> keyQueue(int queue, int images) {
    return queue(queue, images, "whose own keys are then often among their negatives");
  }

  /**
   * Where SwAV's assignments have too few rows for its prototypes, or its queue holds embeddings of
   * many of the images.
   *
   * @param prototypes K, of {@code options.prototypes}
   * @param queue rows of {@code options.queue} that are used, see {@link #usedRows}
   */
  static List<String> assignments(int prototypes, int queue, RunSize run) {
    String reason = "whose own earlier embeddings are then often assigned with them";
    return Stream.of(
            prototypes(prototypes, run.batch() + queue), queue(queue, run.images(), reason))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> queue(int queue, int images, String reason) {
    return 3L * queue <= images
        ? Optional.empty()
        : Optional.of(
            "options.queue of %,d is more than a third of the %,d images, %s: at most %,d fits"
                .formatted(queue, images, reason, Math.max(1, images / 3)));
  }
}
