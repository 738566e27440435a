package org.likeness.evaluate.copies;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.View;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Interval;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.Vectors;
import org.likeness.neighbours.Cosine;
import org.likeness.random.Purpose;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * An evaluation without labels: every test image is cropped, flipped and colour-jittered once, and
 * the original is searched among all originals by cosine similarity to the copy. For an encoder
 * that is invariant to these changes, the original is the nearest.
 *
 * <p>Copies depend only on seed and image, so that raw pixels, an untrained and a trained encoder
 * of the same input size get the same copies.
 *
 * <p>The report has {@code top1} (share of the copies whose nearest image among all originals is
 * their own), {@code top1_low} and {@code top1_high} (its {@link Interval}), {@code
 * mean_reciprocal_rank} (mean of 1 / rank of the own original), {@code within} (by K, the share of
 * the copies whose original is among the K nearest images) and {@code features} (which features
 * were compared), and, if strengths are asked for, those of {@link StrengthCurves}.
 */
public final class CopiesEvaluation implements Evaluation {
  private static final int CHUNK = 256;
  private static final int SAMPLES = 13; // number of the random stream
  private static final int[] NEAREST = {1, 2, 3, 5, 10, 15, 20};

  private final CopyOptions options;

  public CopiesEvaluation(CopyOptions options) {
    this.options = requireNonNull(options, "options is null");
  }

  /** Its entry in the list. */
  public static EvaluationEntry<CopyOptions> entry() {
    return EvaluationEntry.of(
        "copies",
        "Altered copies",
        "how often the original is the nearest neighbour of a cropped, flipped and colour-jittered copy",
        CopyOptions.defaults(),
        CopiesEvaluation::new,
        new CopiesReader());
  }

  @Override
  public Set<Part> parts(Parts parts) {
    return Set.of(Part.TEST);
  }

  @Override
  public long further(Parts parts, FeatureKind features) {
    return parts.test().size() * (1 + StrengthCurves.passes(options.strengths(), features));
  }

  @Override
  public void require(Parts parts) {
    Dataset dataset = parts.test();
    if (dataset.size() < 2) {
      throw new InputException(
          "copies need at least 2 images but "
              + dataset.name()
              + " has "
              + dataset.size()
              + ": use a folder with more images");
    }
  }

  @Override
  public Report evaluate(Subject subject) {
    Vectors originals = subject.vectors(Part.TEST);
    try (Scope scope = Scope.openNoGrad()) { // of the copies' vectors
      return evaluate(subject, originals);
    }
  }

  private Report evaluate(Subject subject, Vectors originals) {
    Dataset dataset = subject.parts().test();
    Embedder embedder = subject.embedder();
    Preprocessing inputs = embedder.preprocessing();
    Dataset altered =
        new AlteredCopies(dataset, options.view(inputs)::renderImage, subject.random());
    Vectors copies = subject.vectors(altered, normalised(inputs));
    requireSame(dataset, originals, copies);
    String protocol =
        String.format(
            Locale.ROOT,
            "%s, seed %d, %scosine of %s, %s (%,d images, %s)%s",
            options.phrase(),
            subject.random().seed(),
            embedder.centred() ? "centred " : "",
            embedder.kind().phrase(),
            dataset.name(),
            originals.size(),
            embedder.transform(),
            options.strengths() > 0 ? "; " + Alteration.PHRASE : "");
    RandomStream samples = subject.random().stream(Purpose.EVALUATION, SAMPLES, 0, 0);
    ObjectNode body = body(originals.matrix(), copies.matrix(), embedder, protocol, samples);
    if (options.strengths() > 0) {
      new StrengthCurves(subject, options.strengths(), samples).addTo(body, originals);
    }
    return Report.of("copies", body);
  }

  /** The preprocessing of a copy, which is a square of the input size already. */
  static View normalised(Preprocessing inputs) {
    return new Preprocessing(
            inputs.size(), inputs.size(), inputs.colour(), inputs.mean(), inputs.std())
        .asView();
  }

  static void requireSame(Dataset images, Vectors originals, Vectors copies) {
    if (!Arrays.equals(originals.indices(), copies.indices())) {
      throw new RunException(
          "the images of " + images.name() + " changed while they were read: run it again");
    }
  }

  private static ObjectNode body(
      Tensor originals, Tensor copies, Embedder embedder, String protocol, RandomStream samples) {
    Cosine.check(originals, "originals");
    Cosine.check(copies, "copies");
    Tensor bank = Cosine.unit(originals, originals, embedder.centred());
    int[] ranks = ranks(bank, Cosine.unit(copies, originals, embedder.centred()));
    double[] found = Arrays.stream(ranks).mapToDouble(rank -> rank == 1 ? 1 : 0).toArray();
    double reciprocal = Arrays.stream(ranks).mapToDouble(rank -> 1.0 / rank).sum();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put(CopiesReader.TOP1, Arrays.stream(found).average().orElseThrow());
    Interval.ofMean(found, samples).addTo(body, CopiesReader.TOP1);
    body.put(CopiesReader.RECIPROCAL, reciprocal / ranks.length);
    ObjectNode within = body.putObject(CopiesReader.WITHIN);
    for (int k : NEAREST) {
      if (k <= ranks.length) {
        long first = Arrays.stream(ranks).filter(rank -> rank <= k).count();
        within.put(Integer.toString(k), (double) first / ranks.length);
      }
    }
    body.put("images", ranks.length);
    body.put("features", embedder.kind().label());
    body.put("protocol", protocol);
    return body;
  }

  /**
   * The rank, from 1, of original i among all originals by descending similarity to copy i. Ties
   * rank before the own original, so that equal embeddings find nothing.
   */
  static int[] ranks(Tensor originals, Tensor copies) {
    int n = Math.toIntExact(originals.size(0));
    int[] ranks = new int[n];
    for (int from = 0; from < n; from += CHUNK) {
      int rows = Math.min(CHUNK, n - from);
      try (Scope scope = Scope.openNoGrad()) {
        double[] scores = Tensors.doubles(copies.narrow(0, from, rows).matmul(originals.t()));
        for (int r = 0; r < rows; r++) {
          double own = scores[r * n + from + r];
          for (int c = 0; c < n; c++) {
            ranks[from + r] += scores[r * n + c] >= own ? 1 : 0;
          }
        }
      }
    }
    return ranks;
  }
}
