package org.likeness.evaluate.attention;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import org.likeness.augment.Preprocessing;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.error.InputException;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.FeatureKind;
import org.likeness.features.Features;
import org.likeness.features.Vectors;
import org.likeness.random.Purpose;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Where [CLS] looks in the last block of a vision transformer, each head by itself, for some test
 * images (DINO, ICCV 2021, figures 1 and 3). The report has the attention to each patch, and for
 * each head, as a mean over the images, how many patches it attends to (the exponential of the
 * entropy over patches) and how much to [CLS] itself.
 */
public final class AttentionEvaluation implements Evaluation {
  private static final double DIGITS = 1e5;

  private final AttentionOptions options;

  public AttentionEvaluation(AttentionOptions options) {
    this.options = requireNonNull(options, "options is null");
  }

  /** Its entry in the list. */
  public static EvaluationEntry<AttentionOptions> entry() {
    return EvaluationEntry.of(
            "attention",
            "Attention",
            "where the last block of a vision transformer looks, drawn for some test images",
            AttentionOptions.defaults(),
            AttentionEvaluation::new,
            new AttentionReader())
        .withoutScore();
  }

  @Override
  public Set<Part> parts(Parts parts) {
    return Set.of();
  }

  @Override
  public long further(Parts parts, FeatureKind features) {
    return count(parts);
  }

  private int count(Parts parts) {
    return Math.min(options.cases(), parts.test().size());
  }

  @Override
  public void require(Parts parts) {
    if (parts.test().size() == 0) {
      throw new InputException(
          "attention is drawn for test images but %s has none: use a folder with more images"
              .formatted(parts.test().name()));
    }
  }

  @Override
  public Report evaluate(Subject subject) {
    AttentionEmbedder embedder = AttentionEmbedder.of(subject.embedder());
    Dataset test = subject.parts().test();
    int[] order = IntStream.range(0, test.size()).toArray();
    subject.random().stream(Purpose.EVALUATION, 0, 0).shuffle(order);
    Dataset drawn = new Subset(test, Arrays.copyOf(order, count(subject.parts())), test.name());
    double[] values;
    int[] images;
    try (Scope scope = Scope.openNoGrad()) {
      Vectors vectors = new Features(embedder, subject.loading()).of(drawn, subject.progress());
      values = Tensors.doubles(vectors.matrix());
      images = vectors.indices();
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    Attention attention = new Attention(values, images.length, embedder.heads(), embedder.tokens());
    body.put("images", images.length);
    body.put("patches", embedder.tokens() - 1);
    Preprocessing how = embedder.preprocessing();
    body.put("resize", how.resize());
    body.put("size", how.size());
    ArrayNode heads = body.putArray("heads");
    for (int head = 0; head < embedder.heads(); head++) {
      heads
          .addObject()
          .put("attended", attention.attended(head))
          .put("itself", attention.itself(head));
    }
    ArrayNode cases = body.putArray("cases");
    for (int row = 0; row < images.length; row++) {
      ObjectNode image = cases.addObject();
      image.put("id", drawn.info(images[row]).id());
      image.put("class", drawn.labelName(images[row]));
      ArrayNode maps = image.putArray("heads");
      for (int head = 0; head < embedder.heads(); head++) {
        ArrayNode map = maps.addArray();
        for (double value : attention.patches(row, head)) {
          map.add(Math.rint(value * DIGITS) / DIGITS);
        }
      }
    }
    body.put(
        "protocol",
        "attention of [CLS] in the last block, %s (%d images, %s), seed %d"
            .formatted(test.name(), images.length, embedder.transform(), subject.random().seed()));
    return Report.of("attention", body);
  }
}
