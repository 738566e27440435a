package org.likeness.example;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Score;
import org.likeness.evaluate.Subject;
import org.likeness.features.LabelledVectors;
import org.likeness.neighbours.Cosine;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/** Classifies a test image by the nearest class mean of the bank. */
public final class NearestMean implements Evaluation {
  private static final String TITLE = "Nearest class mean";

  private final Options options;

  public NearestMean(Options options) {
    this.options = options;
  }

  /** The options. */
  public record Options(
      @Option(
              value = "1000",
              range = "[1, inf)",
              help = "maximum number of bank images per class mean")
          int images) {}

  public static EvaluationEntry<Options> entry() {
    return EvaluationEntry.of(
            "nearest-mean",
            TITLE,
            "classification of an image by the nearest class mean",
            OptionRecords.defaults(Options.class),
            NearestMean::new,
            new Reader())
        .withLabels();
  }

  @Override
  public Set<Part> parts(Parts parts) {
    return Set.of(Part.BANK, Part.TEST);
  }

  @Override
  public Report evaluate(Subject subject) {
    LabelledVectors bank = subject.labelled(Part.BANK, TITLE);
    LabelledVectors test = subject.labelled(Part.TEST, TITLE);
    Cosine.check(bank.vectors(), "bank"); // a network that diverged is refused
    Cosine.check(test.vectors(), "test images");
    int classes = Math.max(bank.classes(), test.classes());
    int correct;
    try (Scope scope = Scope.openNoGrad()) {
      correct = countCorrect(test, means(bank, classes));
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("accuracy", (double) correct / test.size());
    body.put("classes", classes);
    body.put("images", test.size());
    body.put(
        "protocol",
        "nearest of %d class means of %s, bank %s, queries %s"
            .formatted(
                classes,
                subject.embedder().kind().phrase(),
                subject.parts().bank().name(),
                subject.parts().test().name()));
    return Report.of("nearest-mean", body);
  }

  /** {@code [classes, width]}, at length 1. */
  private Tensor means(LabelledVectors bank, int classes) {
    int width = Math.toIntExact(bank.vectors().size(1));
    double[] known = Tensors.doubles(Cosine.unit(bank.vectors()));
    double[] sums = new double[classes * width];
    int[] counts = new int[classes];
    for (int row = 0; row < bank.size(); row++) {
      int label = bank.labels()[row];
      if (counts[label]++ < options.images()) {
        for (int i = 0; i < width; i++) {
          sums[label * width + i] += known[row * width + i];
        }
      }
    }
    return Cosine.unit(Tensors.of(sums, classes, width));
  }

  private static int countCorrect(LabelledVectors test, Tensor means) {
    int classes = Math.toIntExact(means.size(0));
    Tensor queries = Cosine.unit(test.vectors().to(ScalarType.Double)); // [n, width]
    double[] similarities = Tensors.doubles(queries.matmul(means.t())); // [n, classes]
    int correct = 0;
    for (int row = 0; row < test.size(); row++) {
      int nearest = 0;
      for (int c = 1; c < classes; c++) {
        boolean nearer = similarities[row * classes + c] > similarities[row * classes + nearest];
        nearest = nearer ? c : nearest;
      }
      correct += nearest == test.labels()[row] ? 1 : 0;
    }
    return correct;
  }

  private static final class Reader implements ReportReader {
    @Override
    public List<List<String>> table(Report report) {
      return List.of(
          List.of("classes", "accuracy"),
          List.of(
              report.json().path("classes").asText(), Percent.precise(report.number("accuracy"))));
    }

    @Override
    public Map<String, String> summary(Report report) {
      return Map.of("nearest class mean accuracy", Percent.of(report.number("accuracy")));
    }

    @Override
    public Map<String, Metric> metrics(Report report) {
      return Map.of("nearest-mean", Metric.share(report.number("accuracy")));
    }

    @Override
    public Optional<Score> score(Report report) {
      double chance = 1 / report.number("classes");
      return Optional.of(new Score(report.number("accuracy"), chance, 1));
    }
  }
}
