package org.likeness.evaluate.retrieval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Score;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figure;

/** Reads the reports of {@link RetrievalEvaluation}. */
final class RetrievalReader implements ReportReader {
  private static final String ARITHMETIC = "nmi_arithmetic";
  private static final String GEOMETRIC = "nmi_geometric";

  @Override
  public List<List<String>> table(Report report) {
    List<String> heading = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    recall(report)
        .forEach(
            (k, value) -> {
              heading.add("recall@" + k);
              cells.add(Percent.precise(value));
            });
    if (report.json().has(ARITHMETIC)) {
      heading.addAll(List.of("NMI, arithmetic", "NMI, geometric"));
      cells.add(Percent.precise(report.number(ARITHMETIC)));
      cells.add(Percent.precise(report.number(GEOMETRIC)));
    }
    return List.of(heading, cells);
  }

  @Override
  public List<String> remarks(Report report) {
    List<String> remarks = new ArrayList<>(List.of(interval(report) + "."));
    if (report.json().has(ARITHMETIC + "_low")) {
      remarks.add(
          "NMI, arithmetic, is between %s, geometric between %s with a confidence of 95 %% (jackknife over the images)."
              .formatted(ends(report, ARITHMETIC), ends(report, GEOMETRIC)));
    }
    return remarks;
  }

  private static String ends(Report report, String key) {
    return Percent.of(report.number(key + "_low"))
        + " and "
        + Percent.of(report.number(key + "_high"));
  }

  private static String interval(Report report) {
    return "recall@%s is between %s and %s with a confidence of 95 %% (bootstrap over the images); random vectors have %s"
        .formatted(
            first(report),
            Percent.of(report.number("recall_low")),
            Percent.of(report.number("recall_high")),
            Percent.of(report.number("chance")));
  }

  @Override
  public Map<String, String> summary(Report report) {
    Map<String, String> rows = new LinkedHashMap<>();
    recall(report).forEach((k, value) -> rows.put("recall@" + k, Percent.of(value)));
    return rows;
  }

  /** Recall over K; empty for a single K. */
  @Override
  public Optional<Figure> figure(Report report) {
    Map<String, Double> recall = recall(report);
    if (recall.size() < 2) {
      return Optional.empty();
    }
    List<Double> k = recall.keySet().stream().map(Double::valueOf).toList();
    List<Double> percent = recall.values().stream().map(value -> 100 * value).toList();
    return Optional.of(
        new Curves("Images with one of their class among the K nearest", "K", "recall, %")
            .vertical(0, 100)
            .caption(report.caption() + ". " + interval(report))
            .draw(List.of(new Curve("recall@K", k, percent))));
  }

  @Override
  public Map<String, Metric> metrics(Report report) {
    return Map.of("recall", Metric.share(value(report)));
  }

  @Override
  public Optional<Score> score(Report report) {
    return Optional.of(new Score(value(report), report.number("chance"), 1));
  }

  private static Map<String, Double> recall(Report report) {
    Map<String, Double> recall = new LinkedHashMap<>();
    report
        .json()
        .path("recall")
        .properties()
        .forEach(entry -> recall.put(entry.getKey(), entry.getValue().doubleValue()));
    return recall;
  }

  private static String first(Report report) {
    return recall(report).keySet().iterator().next();
  }

  private static double value(Report report) {
    return recall(report).values().iterator().next();
  }
}
