package org.likeness.pretraining;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.likeness.data.Subset;
import org.likeness.error.InputException;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Subjects;
import org.likeness.evaluate.Suite;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.random.RandomSource;
import org.likeness.train.EpochEnd;
import org.likeness.train.MetricSink;
import org.likeness.train.TrainingListener;

/**
 * Evaluates the encoder during training: the queries are validation images, the bank is a part of
 * the training images. Adds the metrics of the evaluations to those of the epoch, such as {@code
 * copies} and, if there are labels, {@code knn}.
 */
final class Monitor implements TrainingListener {
  private final int every;
  private final Suite suite;
  private final UnaryOperator<FeatureKind> features;

  /**
   * A monitor.
   *
   * @param features from the default of an evaluation to the features that it compares
   */
  Monitor(
      DataParts parts,
      MonitorOptions options,
      List<BoundEvaluation> evaluations,
      UnaryOperator<FeatureKind> features,
      RandomSource random,
      int workers) {
    this.features = features;
    this.every = options.every();
    Subset queries =
        parts.validation().size() == 0
            ? parts.validation()
            : parts.some(parts.validation(), options.images(), random);
    Subset bank = parts.some(parts.learned().bank(), options.bank(), random);
    this.suite =
        new Suite(evaluations, Parts.of(bank, queries), random, Measurement.loading(workers));
  }

  /** The images: bank from training, test from validation. */
  Parts parts() {
    return suite.parts();
  }

  /** False if there is nothing to measure. */
  boolean watches() {
    return every > 0 && suite.parts().test().size() >= 2 && !suite.isEmpty();
  }

  /** Refuses images that an evaluation cannot measure, where it is to measure any. */
  void require() {
    if (watches()) {
      suite.require(EvaluationSection.MONITOR + ".evaluations");
    }
  }

  @Override
  public void onEpochEnd(EpochEnd event) {
    int done = event.epoch() + 1;
    if (!watches() || done % every != 0 && done != event.epochs()) {
      return;
    }
    event.metrics().measuredOn(suite.parts().test().size());
    Function<FeatureKind, Embedder> network =
        kind -> new NetworkEmbedder(event.encoder(), features.apply(kind));
    try (Subjects subjects =
        suite.subjects(network, Integer.toString(done), FeatureProgress.NONE)) {
      suite.measure(subjects, (entry, refusal) -> warn(event.metrics(), entry, refusal)).stream()
          .map(result -> result.entry().reader().metrics(result.report()))
          .forEach(
              metrics -> metrics.forEach((name, metric) -> add(event.metrics(), name, metric)));
    }
  }

  private static void add(MetricSink sink, String name, Metric metric) {
    if (metric.share()) {
      sink.addShare(name, metric.value());
    } else {
      sink.add(name, metric.value());
    }
    metric
        .interval()
        .ifPresent(interval -> sink.addInterval(name, interval.low(), interval.high()));
  }

  private static void warn(MetricSink sink, EvaluationEntry<?> entry, InputException refusal) {
    sink.warn(
        "evaluation " + entry.name(),
        entry.title() + " is left out of the monitor: " + refusal.getMessage());
  }
}
