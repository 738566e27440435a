package org.likeness.evaluate.linear;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.classifier.LogisticRegression;
import org.likeness.evaluate.Subject;
import org.likeness.optim.Schedule;
import org.likeness.random.Purpose;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Trains a classifier on rows in memory, in another order each epoch.
 *
 * @param rows {@code [n, f]}, standardised
 * @param labels class of each row
 * @param options epochs and batch
 * @param subject its random numbers
 */
@SuppressWarnings("ArrayRecordComponent") // read only
record Training(Tensor rows, int[] labels, LinearOptions options, Subject subject) {
  private static final int ORDER = 20; // number of the random streams

  Training {
    requireNonNull(rows, "rows is null");
    requireNonNull(options, "options is null");
    requireNonNull(subject, "subject is null");
  }

  /** Some of the rows. */
  Training of(int[] some) {
    Tensor places = Tensors.of(IntStream.of(some).asLongStream().toArray(), some.length);
    return new Training(
        rows.index_select(0, places),
        IntStream.of(some).map(row -> labels[row]).toArray(),
        options,
        subject);
  }

  /** Trains from weights of 0. */
  void run(LogisticRegression model, double rate, double decay) {
    model.restart();
    int batch = options.batch(labels.length);
    long steps = (labels.length + batch - 1L) / batch;
    Schedule schedule = options.protocol().schedule(rate, options.trained(), steps);
    int[] order = IntStream.range(0, labels.length).toArray();
    for (int epoch = 0; epoch < options.trained(); epoch++) {
      RandomStream random = subject.random().stream(Purpose.EVALUATION, ORDER, epoch, 0);
      random.shuffle(order);
      for (int step = 0; step < steps; step++) {
        int from = step * batch;
        int[] some = Arrays.copyOfRange(order, from, Math.min(order.length, from + batch));
        try (Scope scope = Scope.open()) {
          Tensor places = Tensors.of(IntStream.of(some).asLongStream().toArray(), some.length);
          long[] classes = IntStream.of(some).mapToLong(row -> labels[row]).toArray();
          model.step(
              rows.index_select(0, places),
              Tensors.of(classes, some.length),
              schedule.at(epoch * steps + step),
              decay);
        }
      }
    }
  }
}
