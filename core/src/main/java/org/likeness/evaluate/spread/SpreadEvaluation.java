package org.likeness.evaluate.spread;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.Vectors;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figure;

/**
 * {@link Spread} of the test part's vectors as an evaluation. The report has the keys {@code std},
 * {@code effective_rank}, {@code uniformity}, {@code dimension}, {@code variance_within}, {@code
 * features}, and the intervals {@code std_low}, {@code std_high}, {@code effective_rank_low} and
 * {@code effective_rank_high} for at least 20 vectors of at most 512 numbers. It has no score:
 * vectors with uniform directions may still be random.
 */
public final class SpreadEvaluation implements Evaluation {
  public SpreadEvaluation(Options options) {
    requireNonNull(options, "options is null");
  }

  /** There are no options. */
  public record Options() {}

  /** Its entry in the list. */
  public static EvaluationEntry<Options> entry() {
    return EvaluationEntry.of(
            "spread",
            "Spread",
            "how many directions the vectors use, which shows a collapse early",
            new Options(),
            SpreadEvaluation::new,
            new Reader())
        .withoutScore();
  }

  @Override
  public Set<Part> parts(Parts parts) {
    return Set.of(Part.TEST);
  }

  @Override
  public void require(Parts parts) {
    require(parts.test(), parts.test().size());
  }

  private static void require(Dataset dataset, int images) {
    if (images < 2) {
      throw new InputException(
          "spread needs at least 2 images but "
              + dataset.name()
              + " has "
              + images
              + ": use a folder with more images");
    }
  }

  @Override
  public Report evaluate(Subject subject) {
    Dataset dataset = subject.parts().test();
    Embedder embedder = subject.embedder();
    Vectors vectors = subject.vectors(Part.TEST);
    require(dataset, vectors.size()); // of those that can be decoded
    Spread spread = Spread.of(vectors.matrix());
    ObjectNode body = spread.json();
    SpreadIntervals.of(vectors.matrix(), spread).ifPresent(intervals -> intervals.addTo(body));
    body.put("images", vectors.size());
    body.put("features", embedder.kind().label());
    body.put(
        "protocol",
        String.format(
            Locale.ROOT,
            "unit vectors of %s, %s (%,d images, %s)",
            embedder.kind().phrase(),
            dataset.name(),
            vectors.size(),
            embedder.transform()));
    return Report.of("spread", body);
  }

  private static final class Reader implements ReportReader {
    private static final String RANK = "effective_rank";

    @Override
    public List<List<String>> table(Report report) {
      return List.of(
          List.of("spread", "effective rank", "of", "uniformity"),
          List.of(
              number("%.3f", report, "std"),
              number("%.1f", report, RANK),
              dimension(report),
              number("%.2f", report, "uniformity")));
    }

    @Override
    public List<String> remarks(Report report) {
      String scale =
          "Spread is 1 for uniformly distributed vectors and 0 if all are equal; uniformity is about -4 and 0.";
      return report.json().has(RANK + "_low")
          ? List.of(
              String.format(
                  Locale.ROOT,
                  "95 %%: spread %.3f to %.3f, effective rank %.1f to %.1f (jackknife over the images).",
                  report.number("std_low"),
                  report.number("std_high"),
                  report.number(RANK + "_low"),
                  report.number(RANK + "_high")),
              scale)
          : List.of(scale);
    }

    @Override
    public Map<String, String> summary(Report report) {
      return Map.of(
          "effective rank of the vectors",
          number("%.1f", report, RANK) + " of " + dimension(report));
    }

    @Override
    public Map<String, Metric> metrics(Report report) {
      return Map.of("rank", Metric.plain(report.number(RANK)).within(report, RANK));
    }

    /** The share of the variance within the first K directions, beside that of a uniform one. */
    @Override
    public Optional<Figure> figure(Report report) {
      List<Double> directions = new ArrayList<>();
      List<Double> percents = new ArrayList<>();
      for (Map.Entry<String, JsonNode> each : report.json().path("variance_within").properties()) {
        directions.add(Double.valueOf(each.getKey()));
        percents.add(100 * each.getValue().doubleValue());
      }
      if (directions.size() < 2) {
        return Optional.empty();
      }
      double most = directions.get(directions.size() - 1);
      Curve found = new Curve(report.json().path("features").asText(), directions, percents);
      Curve uniform = new Curve("uniform", List.of(1.0, most), List.of(100 / most, 100.0));
      return Optional.of(
          new Curves("Variance within the first K principal directions", "K", "variance, %")
              .vertical(0, 100)
              .caption(report.caption())
              .draw(List.of(found, uniform)));
    }

    private static String dimension(Report report) {
      return Integer.toString(report.json().path("dimension").intValue());
    }

    private static String number(String format, Report report, String key) {
      return String.format(Locale.ROOT, format, report.number(key));
    }
  }
}
