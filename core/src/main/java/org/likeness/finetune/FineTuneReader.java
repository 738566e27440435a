package org.likeness.finetune;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;

/** Reads the reports of fine-tuning on all labels. */
public final class FineTuneReader implements ReportReader {
  static final String ACCURACY = "accuracy";
  static final String BALANCED = "balanced_accuracy";
  static final String TOP5 = "top5_accuracy";
  static final String SCRATCH = "scratch";

  @Override
  public List<List<String>> table(Report report) {
    List<List<String>> table = new ArrayList<>();
    boolean five = report.json().has(TOP5);
    List<String> heading = new ArrayList<>(List.of("begun from", ACCURACY, "95 %"));
    if (five) {
      heading.add("top-5");
    }
    heading.add("balanced");
    table.add(heading);
    table.add(row("the encoder", report.json(), five));
    if (report.json().has(SCRATCH)) {
      table.add(row("random weights", report.json().path(SCRATCH), five));
    }
    return table;
  }

  private static List<String> row(String name, JsonNode result, boolean five) {
    List<String> row = new ArrayList<>();
    row.add(name);
    row.add(percent(result, ACCURACY));
    row.add(interval(result));
    if (five) {
      row.add(percent(result, TOP5));
    }
    row.add(percent(result, BALANCED));
    return row;
  }

  static String percent(JsonNode result, String key) {
    return Percent.precise(result.path(key).doubleValue());
  }

  /** {@code 41.2 to 45.0 %}. */
  static String interval(JsonNode result) {
    return Percent.of(result.path(ACCURACY + "_low").doubleValue()).replace(" %", "")
        + " to "
        + Percent.of(result.path(ACCURACY + "_high").doubleValue());
  }

  @Override
  public Map<String, String> summary(Report report) {
    return Map.of("accuracy after fine-tuning", Percent.of(report.number(ACCURACY)));
  }
}
