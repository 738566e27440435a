package org.likeness.pretraining;

import java.util.List;
import java.util.function.Function;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Subject;
import org.likeness.evaluate.Subjects;
import org.likeness.evaluate.Suite;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.random.RandomSource;

/** Measures the columns of the summary in turn, on the same images and the same copies. */
final class Measurement {
  private static final int BATCH = 256;

  private final Subset test;
  private final Suite suite;

  Measurement(
      DataParts parts,
      SummaryOptions options,
      List<BoundEvaluation> evaluations,
      RandomSource random,
      int workers) {
    this.test = parts.some(parts.test(), options.images(), random);
    Subset bank = parts.some(parts.train(), options.bank(), random);
    this.suite =
        new Suite(
            evaluations,
            new Parts(bank, parts.validation(), test),
            random,
            LoaderOptions.everyImage(BATCH).withWorkers(workers));
  }

  /** False if there are no test images. */
  boolean possible() {
    return test.size() >= 2;
  }

  /** Number of images processed for one column; images processed several times count each time. */
  long images(Function<FeatureKind, Embedder> embedders) {
    boolean drawnAlone = !suite.asks(embedders, FeatureKind.HEAD, Part.TEST);
    return suite.images(embedders) + (drawnAlone ? test.size() : 0);
  }

  Subset test() {
    return test;
  }

  /**
   * Measures one embedding, and adds its neighbours to the figure.
   *
   * @param epoch for the protocol: {@code none}, {@code untrained}, {@code best}, {@code last}
   */
  Column column(
      String name,
      Function<FeatureKind, Embedder> embedders,
      String epoch,
      FeatureProgress progress,
      NeighbourFigure figure) {
    try (Subjects subjects = suite.subjects(embedders, epoch, progress)) {
      Subject head = subjects.of(FeatureKind.HEAD);
      Column column = new Column(name, head.vectors(Part.TEST).size(), suite.measure(subjects));
      figure.add(name, head);
      return column;
    }
  }
}
