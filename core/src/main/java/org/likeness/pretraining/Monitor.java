package org.likeness.pretraining;

import java.util.List;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.evaluate.copies.Copies;
import org.likeness.evaluate.copies.CopyOptions;
import org.likeness.evaluate.knn.Knn;
import org.likeness.evaluate.knn.KnnOptions;
import org.likeness.evaluate.knn.KnnReport;
import org.likeness.evaluate.knn.Origin;
import org.likeness.evaluate.spread.Spread;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.Vectors;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.train.EpochEnd;
import org.likeness.train.TrainingListener;

/**
 * Watches training on images that are not learned from. Adds to an epoch's metrics: {@code copies}
 * (share of altered copies that find their original), {@code rank} (effective rank of the
 * embeddings), and, where there are labels, {@code knn}.
 */
final class Monitor implements TrainingListener {
  /** Images that pass the network at once, without gradients. */
  private static final int BATCH = 256;

  private final MonitorOptions options;
  private final Subset validation;
  private final Subset bank;
  private final boolean labelled;
  private final RandomSource random;
  private final LoaderOptions loading;

  Monitor(DataParts parts, MonitorOptions options, RandomSource random, int workers) {
    this.options = options;
    this.validation =
        parts.validation().size() == 0
            ? parts.validation()
            : parts.some(parts.validation(), options.images(), random);
    this.bank = parts.some(parts.train(), options.bank(), random);
    this.labelled = validation.size() > 0 && validation.labelled() && bank.labelled();
    this.random = random;
    this.loading = LoaderOptions.everyImage(BATCH).withWorkers(workers);
  }

  /** False where there is nothing to look at. */
  boolean watches() {
    return options.every() > 0 && validation.size() >= 2;
  }

  @Override
  public void onEpochEnd(EpochEnd event) {
    int done = event.epoch() + 1;
    if (!watches() || done % options.every() != 0 && done != event.epochs()) {
      return;
    }
    try (Scope scope = Scope.openNoGrad()) { // of all vectors of this epoch
      measure(event, done);
    }
  }

  private void measure(EpochEnd event, int done) {
    Embedder embedder = new NetworkEmbedder(event.encoder(), FeatureKind.HEAD);
    Vectors vectors = new Features(embedder, loading).of(validation, FeatureProgress.NONE);
    if (labelled) {
      event.metrics().add("knn", knn(embedder, vectors, done).accuracy());
    }
    event
        .metrics()
        .add(
            "copies",
            new Copies(CopyOptions.defaults(), random)
                .evaluate(validation, embedder, loading, FeatureProgress.NONE)
                .top1());
    event.metrics().add("rank", Spread.of(vectors.matrix()).effectiveRank());
  }

  private KnnReport knn(Embedder embedder, Vectors queries, int epoch) {
    Vectors known = new Features(embedder, loading).of(bank, FeatureProgress.NONE);
    Origin origin =
        new Origin(
            FeatureKind.HEAD,
            embedder.transform(),
            bank.name(),
            validation.name(),
            Integer.toString(epoch));
    Knn knn = new Knn(new KnnOptions(List.of(options.k()), List.of(options.tau()), false, false));
    return knn.evaluate(
            known.labelled(bank, "the monitor's kNN"),
            queries.labelled(validation, "the monitor's kNN"),
            origin)
        .get(0);
  }
}
