package org.likeness.evaluate.svm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.evaluate.Classification;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Score;
import org.likeness.figure.Bars;
import org.likeness.figure.Figure;
import org.likeness.option.OptionValues;

/** Reads the reports of {@link SvmEvaluation}. */
final class SvmReader implements ReportReader {
  private static final String ACCURACY = "accuracy";
  private static final String LAYER = "layer";

  @Override
  public List<List<String>> table(Report report) {
    boolean five = main(report).has(Classification.TOP5);
    List<List<String>> table = new ArrayList<>();
    table.add(row(LAYER, "shape", "C", ACCURACY, "95 %", five ? "top-5" : "", "balanced"));
    for (JsonNode row : report.json().path(SvmEvaluation.ROWS)) {
      table.add(
          row(
              row.path(LAYER).asText(),
              row.path("shape").asText(),
              OptionValues.number(row.path("c").doubleValue()),
              precise(row, ACCURACY),
              Percent.interval(row, ACCURACY),
              five ? precise(row, Classification.TOP5) : "",
              precise(row, "balanced_accuracy")));
    }
    return table;
  }

  private static List<String> row(String... cells) {
    List<String> row = new ArrayList<>(List.of(cells));
    row.removeIf(String::isEmpty);
    return row;
  }

  private static String precise(JsonNode row, String key) {
    return Percent.precise(row.path(key).doubleValue());
  }

  private static JsonNode main(Report report) {
    for (JsonNode row : report.json().path(SvmEvaluation.ROWS)) {
      if (row.path(LAYER).equals(report.json().path(SvmEvaluation.MAIN))) {
        return row;
      }
    }
    throw new IllegalArgumentException("the report has no row of its main layer");
  }

  @Override
  public Map<String, String> summary(Report report) {
    Map<String, String> rows = new LinkedHashMap<>();
    for (JsonNode row : report.json().path(SvmEvaluation.ROWS)) {
      String layer = row.path(LAYER).asText();
      String title = layer.equals("pixels") ? LayerEmbedder.EMBEDDING : layer; // the same line
      rows.put("SVM accuracy, " + title, Percent.of(row.path(ACCURACY).doubleValue()));
    }
    return rows;
  }

  @Override
  public Map<String, Metric> metrics(Report report) {
    return Map.of("svm", Metric.share(accuracy(report)));
  }

  @Override
  public Optional<Score> score(Report report) {
    return Optional.of(new Score(accuracy(report), main(report).path("chance").doubleValue(), 1));
  }

  /** The accuracy of each layer with its interval. */
  @Override
  public Optional<Figure> figure(Report report) {
    JsonNode rows = report.json().path(SvmEvaluation.ROWS);
    List<String> layers = new ArrayList<>();
    rows.forEach(row -> layers.add(row.path(LAYER).asText()));
    Bars.Series accuracies =
        new Bars.Series(
            ACCURACY,
            percents(rows, ACCURACY),
            percents(rows, "accuracy_low"),
            percents(rows, "accuracy_high"));
    return Optional.of(
        new Bars("Linear SVM", "", "accuracy, %")
            .caption(report.caption() + ". Intervals of 95 %")
            .draw(layers, List.of(accuracies)));
  }

  private static List<Double> percents(JsonNode rows, String key) {
    List<Double> values = new ArrayList<>();
    rows.forEach(row -> values.add(100 * row.path(key).doubleValue()));
    return values;
  }

  private static double accuracy(Report report) {
    return main(report).path(ACCURACY).doubleValue();
  }
}
