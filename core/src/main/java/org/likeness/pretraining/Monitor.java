package org.likeness.pretraining;

import java.util.List;
import java.util.function.Function;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Result;
import org.likeness.evaluate.Subjects;
import org.likeness.evaluate.Suite;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.random.RandomSource;
import org.likeness.train.EpochEnd;
import org.likeness.train.TrainingListener;

/**
 * Evaluates the encoder during training: the queries are validation images, the bank is a part of
 * the training images. Adds the metrics of the evaluations to those of the epoch, such as {@code
 * copies} and, if there are labels, {@code knn}.
 */
final class Monitor implements TrainingListener {
  /** Images per batch, without gradients. */
  private static final int BATCH = 256;

  private final int every;
  private final Suite suite;

  Monitor(
      DataParts parts,
      MonitorOptions options,
      List<BoundEvaluation> evaluations,
      RandomSource random,
      int workers) {
    this.every = options.every();
    Subset queries =
        parts.validation().size() == 0
            ? parts.validation()
            : parts.some(parts.validation(), options.images(), random);
    Subset bank = parts.some(parts.train(), options.bank(), random);
    this.suite =
        new Suite(
            evaluations,
            Parts.of(bank, queries),
            random,
            LoaderOptions.everyImage(BATCH).withWorkers(workers));
  }

  /** The images: bank from training, test from validation. */
  Parts parts() {
    return suite.parts();
  }

  /** False if there is nothing to measure. */
  boolean watches() {
    return every > 0 && suite.parts().test().size() >= 2 && !suite.isEmpty();
  }

  @Override
  public void onEpochEnd(EpochEnd event) {
    int done = event.epoch() + 1;
    if (!watches() || done % every != 0 && done != event.epochs()) {
      return;
    }
    Function<FeatureKind, Embedder> network = kind -> new NetworkEmbedder(event.encoder(), kind);
    try (Subjects subjects =
        suite.subjects(network, Integer.toString(done), FeatureProgress.NONE)) {
      for (Result result : suite.measure(subjects)) {
        result.entry().reader().metrics(result.report()).forEach(event.metrics()::add);
      }
    }
  }
}
