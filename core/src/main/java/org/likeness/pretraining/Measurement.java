package org.likeness.pretraining;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.evaluate.copies.Copies;
import org.likeness.evaluate.copies.CopyOptions;
import org.likeness.evaluate.copies.CopyReport;
import org.likeness.evaluate.knn.Knn;
import org.likeness.evaluate.knn.KnnOptions;
import org.likeness.evaluate.knn.KnnReport;
import org.likeness.evaluate.knn.Origin;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.LabelledVectors;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;

/**
 * Measures one column of the summary after the other, all on the same images and the same copies.
 */
final class Measurement {
  private static final int BATCH = 256;
  private static final String KNN = "kNN accuracy";

  private final SummaryOptions options;
  private final Subset bank;
  private final Subset validation;
  private final Subset test;
  private final boolean labelled;
  private final RandomSource random;
  private final LoaderOptions loading;

  Measurement(DataParts parts, SummaryOptions options, RandomSource random, int workers) {
    this.options = options;
    this.bank = parts.some(parts.train(), options.bank(), random);
    this.validation = parts.validation();
    this.test = parts.some(parts.test(), options.images(), random);
    this.labelled = test.size() > 0 && test.labelled() && bank.labelled();
    this.random = random;
    this.loading = LoaderOptions.everyImage(BATCH).withWorkers(workers);
  }

  /** False where no image was kept out. */
  boolean possible() {
    return test.size() >= 2;
  }

  /** Images that one column looks at, some of them more than once. */
  long imagesPerColumn() {
    long copies = 2L * test.size();
    long asking = validation.labelled() ? validation.size() : 0;
    return labelled ? copies + bank.size() + test.size() + asking : copies;
  }

  Subset test() {
    return test;
  }

  LoaderOptions loading() {
    return loading;
  }

  /**
   * Measures one way of embedding.
   *
   * @param epoch for the protocol: {@code none}, {@code untrained}, {@code best}, {@code last}
   */
  Column column(String name, Embedder embedder, String epoch, FeatureProgress progress) {
    try (Scope scope = Scope.openNoGrad()) {
      return measured(name, embedder, epoch, progress);
    }
  }

  private Column measured(String name, Embedder embedder, String epoch, FeatureProgress progress) {
    CopyReport copies =
        new Copies(CopyOptions.defaults(), random).evaluate(test, embedder, loading, progress);
    if (!labelled) {
      return new Column(name, copies, Optional.empty(), Optional.empty());
    }
    Features features = new Features(embedder, loading);
    LabelledVectors known = features.of(bank, progress).labelled(bank, KNN);
    LabelledVectors queries = features.of(test, progress).labelled(test, KNN);
    KnnReport paper =
        knn(
                List.of(options.k()),
                List.of(options.tau()),
                embedder,
                known,
                queries,
                origin(embedder, test, epoch))
            .get(0);
    return new Column(
        name,
        copies,
        Optional.of(paper),
        best(features, embedder, known, queries, epoch, progress));
  }

  /**
   * The grid is searched on the validation part; the test part is asked once, at what was found.
   * Empty without a validation part.
   */
  private Optional<KnnReport> best(
      Features features,
      Embedder embedder,
      LabelledVectors known,
      LabelledVectors queries,
      String epoch,
      FeatureProgress progress) {
    if (validation.size() == 0 || !validation.labelled()) {
      return Optional.empty();
    }
    LabelledVectors asking = features.of(validation, progress).labelled(validation, KNN);
    KnnReport found =
        knn(
                options.gridK(),
                options.gridTau(),
                embedder,
                known,
                asking,
                origin(embedder, validation, epoch))
            .stream()
            .max(Comparator.comparingDouble(KnnReport::accuracy))
            .orElseThrow();
    List<Integer> k = List.of(found.protocol().vote().asked());
    List<Double> tau = List.of(found.protocol().vote().tau());
    return Optional.of(knn(k, tau, embedder, known, queries, origin(embedder, test, epoch)).get(0));
  }

  private Origin origin(Embedder embedder, Subset asking, String epoch) {
    return new Origin(embedder.kind(), embedder.transform(), bank.name(), asking.name(), epoch);
  }

  private static List<KnnReport> knn(
      List<Integer> k,
      List<Double> tau,
      Embedder embedder,
      LabelledVectors bank,
      LabelledVectors queries,
      Origin origin) {
    return new Knn(new KnnOptions(k, tau, embedder.centred(), false))
        .evaluate(bank, queries, origin);
  }
}
