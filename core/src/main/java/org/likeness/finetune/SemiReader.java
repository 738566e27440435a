package org.likeness.finetune;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.evaluate.Classification;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;

/** Reads the reports of fine-tuning on shares of the labels. */
public final class SemiReader implements ReportReader {
  private static final String ENCODER = Beginning.ENCODER.key();

  private static List<JsonNode> rows(Report report) {
    List<JsonNode> rows = new ArrayList<>();
    report.json().path("rows").forEach(rows::add);
    return rows;
  }

  /** What was trained: the encoder, and what it is compared with. */
  private static List<Beginning> trained(Report report) {
    JsonNode first = rows(report).get(0);
    return Arrays.stream(Beginning.values()).filter(each -> first.has(each.key())).toList();
  }

  @Override
  public List<List<String>> table(Report report) {
    List<Beginning> trained = trained(report);
    boolean five = rows(report).get(0).path(ENCODER).has(Classification.TOP5);
    List<String> heading = new ArrayList<>(List.of("share", "labels"));
    trained.forEach(each -> heading.addAll(List.of(each.text(), "95 %")));
    if (five) {
      trained.forEach(each -> heading.add(each.text() + ", top-5"));
    }
    List<List<String>> table = new ArrayList<>();
    table.add(heading);
    for (JsonNode row : rows(report)) {
      List<String> cells = new ArrayList<>();
      cells.add(Percent.of(row.path("share").doubleValue()));
      cells.add(row.path("labels").asText());
      for (Beginning each : trained) {
        cells.add(FineTuneReader.percent(row.path(each.key()), FineTuneReader.ACCURACY));
        cells.add(Percent.interval(row.path(each.key()), FineTuneReader.ACCURACY));
      }
      if (five) {
        trained.forEach(
            each -> cells.add(FineTuneReader.percent(row.path(each.key()), Classification.TOP5)));
      }
      table.add(cells);
    }
    return table;
  }

  @Override
  public Map<String, String> summary(Report report) {
    JsonNode last = rows(report).get(rows(report).size() - 1);
    return Map.of(
        "accuracy with %s of the labels".formatted(Percent.of(last.path("share").doubleValue())),
        Percent.of(last.path(ENCODER).path(FineTuneReader.ACCURACY).doubleValue()));
  }

  /**
   * Accuracy over the share of the labels, a line for each that was trained; below it top-5, as in
   * InstDisc's figure, where there are as many classes.
   */
  @Override
  public Optional<Figure> figure(Report report) {
    if (rows(report).size() < 2) {
      return Optional.empty();
    }
    List<Figure> charts = new ArrayList<>();
    charts.add(chart(report, "Fine-tuning on some labels", "accuracy, %", FineTuneReader.ACCURACY));
    if (rows(report).get(0).path(ENCODER).has(Classification.TOP5)) {
      charts.add(chart(report, "Top-5", "top-5 accuracy, %", Classification.TOP5));
    }
    return Optional.of(charts.size() == 1 ? charts.get(0) : Figures.column(charts));
  }

  private static Figure chart(Report report, String title, String y, String measure) {
    return new Curves(title, "labels, %", y)
        .caption(report.caption() + widest(report, measure))
        .draw(
            trained(report).stream()
                .map(each -> curve(report, each.text(), each.key(), measure))
                .toList());
  }

  /** The widest interval, as half of it; empty where the measure has none. */
  private static String widest(Report report, String measure) {
    double widest = 0;
    for (JsonNode row : rows(report)) {
      for (Beginning each : trained(report)) {
        JsonNode result = row.path(each.key());
        double low = result.path(measure + "_low").doubleValue();
        widest = Math.max(widest, result.path(measure + "_high").doubleValue() - low);
      }
    }
    return widest == 0
        ? ""
        : ". Intervals of 95 %% are up to ±%s".formatted(Percent.of(widest / 2));
  }

  private static Curve curve(Report report, String name, String trained, String measure) {
    return new Curve(
        name,
        rows(report).stream().map(row -> 100 * row.path("share").doubleValue()).toList(),
        rows(report).stream()
            .map(row -> 100 * row.path(trained).path(measure).doubleValue())
            .toList());
  }
}
