package org.likeness.pretraining;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.evaluate.EvaluationEntry;
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
  /** Images that pass the network at once, without gradients. */
  private static final int BATCH = 256;

  private final Subset test;
  private final Suite suite;
  private final boolean any;
  private final List<String> leftOut = new ArrayList<>();

  Measurement(
      DataParts parts,
      SummaryOptions options,
      List<BoundEvaluation> evaluations,
      RandomSource random,
      int workers) {
    this.test = parts.some(parts.test(), options.images(), random);
    this.any = !evaluations.isEmpty();
    Subset bank = parts.some(parts.tested().bank(), options.bank(), random);
    this.suite =
        new Suite(
            evaluations,
            new Parts(bank, parts.tested().validation(), test),
            random,
            loading(workers));
  }

  /** How images are loaded where a network is measured. */
  static LoaderOptions loading(int workers) {
    return LoaderOptions.everyImage(BATCH).withWorkers(workers);
  }

  /** Refuses images that an evaluation cannot measure, where it is to measure any. */
  void require() {
    if (possible()) {
      suite.require(EvaluationSection.SUMMARY + ".evaluations");
    }
  }

  /** A sentence for each evaluation that refused the images and was left out. */
  List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  /** False if there are no test images, or nothing is to be measured. */
  boolean possible() {
    return test.size() >= 2 && any;
  }

  /** Number of images processed for one column; images processed several times count each time. */
  long images(Function<FeatureKind, Embedder> embedders) {
    boolean drawnAlone = !suite.asks(embedders, FeatureKind.HEAD, Part.TEST);
    return suite.images(embedders) + (drawnAlone ? test.size() : 0);
  }

  Subset test() {
    return test;
  }

  /** The images: bank from training, the others from the parts of their names. */
  Parts parts() {
    return suite.parts();
  }

  /**
   * Measures one embedding.
   *
   * @param epoch for the protocol: {@code none}, {@code untrained}, {@code best}, {@code last}
   * @param heard receives the column's name and its embeddings
   */
  Column column(
      String name,
      Function<FeatureKind, Embedder> embedders,
      String epoch,
      FeatureProgress progress,
      BiConsumer<String, Subject> heard) {
    try (Subjects subjects = suite.subjects(embedders, epoch, progress)) {
      Subject head = subjects.of(FeatureKind.HEAD);
      Column column =
          new Column(name, head.vectors(Part.TEST).size(), suite.measure(subjects, this::refused));
      heard.accept(name, head);
      return column;
    }
  }

  /** Notes that nothing can be measured. */
  void refused(InputException refusal) {
    leftOut.add("Nothing is measured: " + refusal.getMessage());
  }

  private void refused(EvaluationEntry<?> entry, InputException refusal) {
    leftOut.add(entry.title() + " is left out: " + refusal.getMessage());
  }
}
