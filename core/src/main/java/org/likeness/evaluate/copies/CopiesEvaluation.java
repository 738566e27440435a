package org.likeness.evaluate.copies;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.Vectors;
import org.likeness.neighbours.Cosine;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * A measure that needs no labels: every test image is cropped, mirrored and recoloured once, and
 * the copy looks for its original among all originals by cosine. What an encoder is to be
 * indifferent to must not change which image is nearest.
 *
 * <p>Copies are a function of seed and image alone, so that raw pixels, an untrained and a trained
 * encoder of one input size meet the same ones.
 *
 * <p>The report has {@code top1} (share of the copies whose nearest image among all originals is
 * their own), {@code mean_reciprocal_rank} (mean of 1 / rank of the own original) and {@code
 * features} (which numbers were compared).
 */
public final class CopiesEvaluation implements Evaluation {
  private static final int CHUNK = 256;

  private final CopyOptions options;

  public CopiesEvaluation(CopyOptions options) {
    this.options = requireNonNull(options, "options is null");
  }

  /** Its line in the list. */
  public static EvaluationEntry<CopyOptions> entry() {
    return EvaluationEntry.of(
        "copies",
        "Altered copies",
        "how often a cropped, mirrored and recoloured copy of an image finds its original",
        CopyOptions.defaults(),
        CopiesEvaluation::new,
        new CopiesReader());
  }

  @Override
  public Set<Part> parts(Parts parts) {
    return Set.of(Part.TEST);
  }

  @Override
  public long further(Parts parts) {
    return parts.test().size();
  }

  @Override
  public Report evaluate(Subject subject) {
    Dataset dataset = subject.parts().test();
    if (dataset.size() < 2) {
      throw new InputException(
          "copies need at least 2 images to choose from but "
              + dataset.name()
              + " has "
              + dataset.size()
              + ": name a folder with more");
    }
    Embedder embedder = subject.embedder();
    Preprocessing inputs = embedder.preprocessing();
    // A copy is already a square of the input's size: it is normalised, and not cropped once more.
    Preprocessing plain =
        new Preprocessing(inputs.size(), inputs.size(), inputs.mean(), inputs.std());
    Vectors originals = subject.vectors(Part.TEST);
    Dataset altered = new AlteredCopies(dataset, options.view(inputs), subject.random());
    Vectors copies = subject.vectors(altered, plain.asView());
    if (!Arrays.equals(originals.indices(), copies.indices())) {
      throw new RunException(
          "the images of " + dataset.name() + " changed while they were read: start again");
    }
    String protocol =
        String.format(
            Locale.ROOT,
            "%s, seed %d, %scosine of %s, %s (%,d images, %s)",
            options.phrase(),
            subject.random().seed(),
            embedder.centred() ? "centred " : "",
            embedder.kind().phrase(),
            dataset.name(),
            originals.size(),
            embedder.transform());
    return report(originals.matrix(), copies.matrix(), embedder, protocol);
  }

  private static Report report(
      Tensor originals, Tensor copies, Embedder embedder, String protocol) {
    Cosine.check(originals, "originals");
    Cosine.check(copies, "copies");
    int[] ranks;
    try (Scope scope = Scope.openNoGrad()) {
      Tensor mean = Cosine.mean(originals);
      Tensor bank = embedder.centred() ? Cosine.unit(originals, mean) : Cosine.unit(originals);
      ranks = ranks(bank, embedder.centred() ? Cosine.unit(copies, mean) : Cosine.unit(copies));
    }
    double first = Arrays.stream(ranks).filter(rank -> rank == 1).count();
    double reciprocal = Arrays.stream(ranks).mapToDouble(rank -> 1.0 / rank).sum();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put(CopiesReader.TOP1, first / ranks.length);
    body.put(CopiesReader.RECIPROCAL, reciprocal / ranks.length);
    body.put("images", ranks.length);
    body.put("features", embedder.kind().label());
    body.put("protocol", protocol);
    return Report.of("copies", body);
  }

  /**
   * The place, from 1, of row i of the originals among all originals by falling similarity to copy
   * i. An original that is exactly as similar as the own one goes first: embeddings that are all
   * the same find nothing.
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
