package org.likeness.evaluate.similarity;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.likeness.error.InputException;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Kinds;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.Vectors;
import org.likeness.neighbours.Cosine;
import org.likeness.random.Purpose;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;

/**
 * Cosine similarities of each test image to its nearest bank images of the same class (positives)
 * and to its nearest of other classes (negatives), as two histograms: Ye et al., <i>Unsupervised
 * Embedding Learning via Invariant and Spreading Instance Feature</i>, CVPR 2019, figures 5 and 6.
 * An embedding is good if they overlap little.
 *
 * <p>The report has {@code overlap} and {@code area} (see {@link Separation}) with their intervals,
 * {@code positives_mean} and {@code negatives_mean}, {@code histogram} (with {@code positives} and
 * {@code negatives}, the shares in equal bins between {@code low} and {@code high}), {@code
 * neighbours}, {@code by} (class, or the column's name) and {@code left_out} (test images without a
 * bank image of their class, or of another). It has no score: the five nearest of many others are
 * nearer than the five nearest of one class by chance.
 */
public final class SimilarityEvaluation implements Evaluation {
  private static final String TITLE = "Similarity";
  private static final int OVERLAPS = 5;
  private static final int AREAS = 6;

  private final SimilarityOptions options;

  public SimilarityEvaluation(SimilarityOptions options) {
    this.options = requireNonNull(options, "options is null");
  }

  /** Its entry in the list. */
  public static EvaluationEntry<SimilarityOptions> entry() {
    return EvaluationEntry.of(
            "similarity",
            TITLE,
            "how far the cosines to the nearest images of the same class and of other classes overlap",
            SimilarityOptions.defaults(),
            SimilarityEvaluation::new,
            new SimilarityReader())
        .withLabels()
        .withoutScore();
  }

  @Override
  public Set<Part> parts(Parts parts) {
    return EnumSet.of(Part.BANK, Part.TEST);
  }

  @Override
  public void require(Parts parts) {
    Kinds kinds = new Kinds(options.by(), TITLE);
    int[] bank = kinds.of(parts.bank());
    kinds.of(parts.test());
    if (Arrays.stream(bank).distinct().count() < 2) {
      throw new InputException(
          "similarity compares %s, but all images of %s have one: use images of several"
              .formatted(
                  options.by().isEmpty() ? "classes" : "the values of " + options.by(),
                  parts.bank().name()));
    }
  }

  @Override
  public Report evaluate(Subject subject) {
    Vectors bank = subject.vectors(Part.BANK);
    Vectors test = subject.vectors(Part.TEST);
    Kinds kinds = new Kinds(options.by(), TITLE);
    int[] bankKinds = kinds.of(subject.parts().bank(), bank.indices());
    int[] testKinds = kinds.of(subject.parts().test(), test.indices());
    Tensor rows = bank.matrix();
    Cosine.check(rows, "images");
    Cosine.check(test.matrix(), "images");
    boolean centred = subject.embedder().centred();
    NearestSimilarities found;
    try (Scope scope = Scope.openNoGrad()) {
      found =
          NearestSimilarities.of(
              Cosine.unit(rows, rows, centred),
              bankKinds,
              Cosine.unit(test.matrix(), rows, centred),
              testKinds,
              options.neighbours());
    }
    if (found.queries().isEmpty()) {
      throw new InputException(
          "similarity needs bank images of the classes of the test images and of others, but no image of %s has both in %s: use a split with the same classes"
              .formatted(subject.parts().test().name(), subject.parts().bank().name()));
    }
    return report(subject, found, bank.size());
  }

  private Report report(Subject subject, NearestSimilarities found, int bank) {
    Separation separation = new Separation(found.queries(), options.bins());
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("images", found.queries().size());
    body.put("left_out", found.without());
    body.put("neighbours", options.neighbours());
    body.put("by", new Kinds(options.by(), TITLE).phrase());
    body.put("overlap", separation.overlap());
    separation.overlapInterval(stream(subject, OVERLAPS)).addTo(body, "overlap");
    body.put("area", separation.area());
    separation.areaInterval(stream(subject, AREAS)).addTo(body, "area");
    body.put("positives_mean", mean(found, true));
    body.put("negatives_mean", mean(found, false));
    body.put("features", subject.embedder().kind().label());
    ObjectNode histogram = body.putObject("histogram");
    histogram.put("low", separation.low()).put("high", separation.high());
    put(histogram.putArray("positives"), separation.positives());
    put(histogram.putArray("negatives"), separation.negatives());
    body.put("protocol", protocol(subject, found.queries().size(), bank, separation));
    return Report.of("similarity", body);
  }

  private static RandomStream stream(Subject subject, int use) {
    return subject.random().stream(Purpose.EVALUATION, use, 0, 0);
  }

  private static void put(ArrayNode array, double[] values) {
    Arrays.stream(values).forEach(array::add);
  }

  private static double mean(NearestSimilarities found, boolean positives) {
    return found.queries().stream()
        .flatMapToDouble(pair -> Arrays.stream(positives ? pair.positives() : pair.negatives()))
        .average()
        .orElseThrow();
  }

  private String protocol(Subject subject, int queries, int bank, Separation separation) {
    Embedder embedder = subject.embedder();
    return String.format(
        Locale.ROOT,
        "the %d nearest of the same %s and of another, %scosine of %s, bank %s (%,d images, %s), queries %s (%,d images), %d bins between %.4g and %.4g",
        options.neighbours(),
        new Kinds(options.by(), TITLE).phrase(),
        embedder.centred() ? "centred " : "",
        embedder.kind().phrase(),
        subject.parts().bank().name(),
        bank,
        embedder.transform(),
        subject.parts().test().name(),
        queries,
        options.bins(),
        separation.low(),
        separation.high());
  }
}
