package org.likeness.finetune;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.evaluate.Classification;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.Bars;
import org.likeness.figure.Figure;

/** Reads the reports of fine-tuning on all labels. */
public final class FineTuneReader implements ReportReader {
  static final String ACCURACY = "accuracy";
  static final String BALANCED = "balanced_accuracy";

  @Override
  public List<List<String>> table(Report report) {
    List<List<String>> table = new ArrayList<>();
    boolean five = report.json().has(Classification.TOP5);
    List<String> heading = new ArrayList<>(List.of("trained", ACCURACY, "95 %"));
    if (five) {
      heading.add("top-5");
    }
    heading.add("balanced");
    table.add(heading);
    table.add(row(Beginning.ENCODER.text(), report.json(), five));
    for (Beginning other : List.of(Beginning.SCRATCH, Beginning.DISTILLED)) {
      if (report.json().has(other.key())) {
        table.add(row(other.text(), report.json().path(other.key()), five));
      }
    }
    return table;
  }

  private static List<String> row(String name, JsonNode result, boolean five) {
    List<String> row = new ArrayList<>();
    row.add(name);
    row.add(percent(result, ACCURACY));
    row.add(Percent.interval(result, ACCURACY));
    if (five) {
      row.add(percent(result, Classification.TOP5));
    }
    row.add(percent(result, BALANCED));
    return row;
  }

  static String percent(JsonNode result, String key) {
    return Percent.precise(result.path(key).doubleValue());
  }

  /** The accuracy of each, with its interval. */
  @Override
  public Optional<Figure> figure(Report report) {
    List<String> names = new ArrayList<>();
    List<JsonNode> results = new ArrayList<>();
    for (Beginning each : Beginning.values()) {
      boolean encoder = each == Beginning.ENCODER;
      if (encoder || report.json().has(each.key())) {
        names.add(each.text());
        results.add(encoder ? report.json() : report.json().path(each.key()));
      }
    }
    Bars.Series series =
        new Bars.Series(
            ACCURACY,
            percents(results, ACCURACY),
            percents(results, ACCURACY + "_low"),
            percents(results, ACCURACY + "_high"));
    return Optional.of(
        new Bars("Fine-tuning", "", "accuracy, %")
            .caption(report.caption())
            .draw(names, List.of(series)));
  }

  private static List<Double> percents(List<JsonNode> results, String key) {
    return results.stream().map(result -> 100 * result.path(key).doubleValue()).toList();
  }

  @Override
  public Map<String, String> summary(Report report) {
    return Map.of("accuracy after fine-tuning", Percent.of(report.number(ACCURACY)));
  }
}
