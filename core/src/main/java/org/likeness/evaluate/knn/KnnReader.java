package org.likeness.evaluate.knn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.likeness.evaluate.ClassAccuracies;
import org.likeness.evaluate.Classification;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Score;
import org.likeness.figure.Confusion;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;

/** Reads the reports of {@link KnnEvaluation}. */
final class KnnReader implements ReportReader {
  private static final String ONE_CLASS =
      "All images have one class, so every prediction is right: measure images of several classes.";
  private static final String ACCURACY = "accuracy";
  private static final String BALANCED = "balanced_accuracy";
  private static final String K = "k";
  private static final String TAU = "tau";
  private static final String LOW = "accuracy_low";

  private static List<JsonNode> rows(Report report) {
    List<JsonNode> rows = new ArrayList<>();
    report.json().path(KnnEvaluation.ROWS).forEach(rows::add);
    return rows;
  }

  private static JsonNode first(Report report) {
    return report.json().path(KnnEvaluation.ROWS).path(0);
  }

  private static Optional<JsonNode> best(Report report) {
    JsonNode best = report.json().path(KnnEvaluation.BEST);
    return best.isObject() ? Optional.of(best) : Optional.empty();
  }

  private static double accuracy(JsonNode row) {
    return row.path(ACCURACY).doubleValue();
  }

  @Override
  public List<List<String>> table(Report report) {
    boolean interval = first(report).has(LOW);
    boolean top5 = rows(report).stream().anyMatch(row -> row.has(Classification.TOP5));
    List<List<String>> table = new ArrayList<>();
    List<String> heading = new ArrayList<>(List.of(K, TAU, ACCURACY));
    if (interval) {
      heading.add("95 % interval");
    }
    if (top5) {
      heading.add("top-5");
    }
    heading.add("balanced");
    table.add(heading);
    for (JsonNode row : rows(report)) {
      List<String> cells = new ArrayList<>();
      cells.addAll(
          List.of(row.path(K).asText(), row.path(TAU).asText(), Percent.precise(accuracy(row))));
      if (interval) {
        cells.add(Percent.interval(row, ACCURACY));
      }
      if (top5) {
        cells.add(
            row.has(Classification.TOP5)
                ? Percent.precise(row.path(Classification.TOP5).doubleValue())
                : "");
      }
      cells.add(Percent.precise(row.path(BALANCED).doubleValue()));
      table.add(cells);
    }
    return table;
  }

  @Override
  public List<String> remarks(Report report) {
    List<String> remarks = new ArrayList<>();
    best(report)
        .ifPresent(
            best ->
                remarks.add(
                    "Best of the grid, chosen on the validation part: k = %s, tau = %s, accuracy %s, balanced %s."
                        .formatted(
                            best.path(K).asText(),
                            best.path(TAU).asText(),
                            Percent.precise(accuracy(best)),
                            Percent.precise(best.path(BALANCED).doubleValue()))));
    JsonNode classes = report.json().path("per_class");
    if (classes.size() == 1) {
      remarks.add(ONE_CLASS);
    }
    int unknown = 0;
    int images = 0;
    for (JsonNode row : classes) {
      if (row.path("bank").intValue() == 0) {
        unknown++;
        images += row.path("images").intValue();
      }
    }
    if (unknown > 0) {
      remarks.add(
          "The bank has no image of %d of the %d classes, so the %d test images of these cannot be predicted."
              .formatted(unknown, classes.size(), images));
    }
    return remarks;
  }

  @Override
  public Map<String, String> summary(Report report) {
    Map<String, String> summary = new LinkedHashMap<>();
    for (JsonNode row : rows(report)) {
      String title =
          "kNN accuracy, k = " + row.path(K).asText() + ", tau = " + row.path(TAU).asText();
      summary.put(title, Percent.of(accuracy(row)));
    }
    best(report)
        .ifPresent(
            best ->
                summary.put(
                    "kNN accuracy, each at its best k and tau",
                    "%s (%s, %s)"
                        .formatted(
                            Percent.of(accuracy(best)),
                            best.path(K).asText(),
                            best.path(TAU).asText())));
    return summary;
  }

  /** The first row and the best of the grid, flat; all rows if there are more. */
  @Override
  public Map<String, JsonNode> column(Report report) {
    Map<String, JsonNode> column = new LinkedHashMap<>();
    column.put("knn", first(report));
    if (rows(report).size() > 1) {
      column.put("knn_rows", report.json().path(KnnEvaluation.ROWS));
    }
    best(report).ifPresent(best -> column.put("knn_best_of_grid", best));
    return column;
  }

  @Override
  public Optional<String> note(Report pixels, Report trained) {
    if (trained.json().path("per_class").size() == 1) {
      return Optional.of(ONE_CLASS);
    }
    Optional<JsonNode> theirs = best(pixels);
    Optional<JsonNode> own = best(trained);
    boolean pixelsWin =
        theirs.isPresent() && own.isPresent() && accuracy(theirs.get()) > accuracy(own.get());
    return pixelsWin
        ? Optional.of(
            "Raw pixels have the higher kNN accuracy here: aligned images favour them; cropped or flipped copies do not.")
        : Optional.empty();
  }

  @Override
  public Map<String, Metric> metrics(Report report) {
    return Map.of("knn", Metric.share(accuracy(first(report))));
  }

  @Override
  public Optional<Score> score(Report report) {
    double chance = 1.0 / first(report).path("classes").intValue();
    return Optional.of(new Score(accuracy(first(report)), chance, 1));
  }

  /**
   * Accuracy over k for several k, and the confusion matrix of few classes or the accuracy of each
   * of many.
   */
  @Override
  public Optional<Figure> figure(Report report) {
    List<Figure> figures = new ArrayList<>();
    curves(report).ifPresent(figures::add);
    confusion(report).or(() -> classes(report)).ifPresent(figures::add);
    return figures.isEmpty() ? Optional.empty() : Optional.of(Figures.column(figures));
  }

  private static Optional<Figure> curves(Report report) {
    List<JsonNode> rising =
        rows(report).stream()
            .sorted(Comparator.comparingInt(row -> row.path(K).intValue()))
            .toList();
    if (rising.stream().map(row -> row.path(K)).distinct().count() < 2) {
      return Optional.empty();
    }
    Map<Double, List<JsonNode>> lines = new TreeMap<>();
    rising.forEach(
        row ->
            lines.computeIfAbsent(row.path(TAU).doubleValue(), key -> new ArrayList<>()).add(row));
    List<Curve> curves = new ArrayList<>();
    lines.forEach(
        (tau, line) ->
            curves.add(
                new Curve(
                    "tau = " + tau,
                    line.stream().map(row -> row.path(K).doubleValue()).toList(),
                    line.stream().map(row -> Math.round(1000 * accuracy(row)) / 10.0).toList())));
    return Optional.of(
        new Curves("Weighted kNN", "k, number of neighbours", "accuracy, %")
            .logarithmicHorizontal()
            .caption(report.caption())
            .draw(curves));
  }

  private static Optional<Figure> confusion(Report report) {
    JsonNode matrix = report.json().path("confusion");
    if (matrix.size() < 2) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    report.json().path("per_class").forEach(row -> names.add(row.path("class").asText()));
    int[][] counts = new int[matrix.size()][matrix.size()];
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < counts.length; column++) {
        counts[row][column] = matrix.path(row).path(column).intValue();
      }
    }
    return Optional.of(new Confusion(title(report), names, counts, report.caption()));
  }

  private static String title(Report report) {
    JsonNode first = first(report);
    return "Weighted kNN, k = " + first.path(K).asText() + ", tau = " + first.path(TAU).asText();
  }

  private static Optional<Figure> classes(Report report) {
    JsonNode classes = report.json().path("per_class");
    return classes.size() > Confusion.MOST
        ? ClassAccuracies.figure(classes, title(report), report.caption())
        : Optional.empty();
  }
}
