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
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figure;

/** Reads the reports of fine-tuning on shares of the labels. */
public final class SemiReader implements ReportReader {
  private static final String ENCODER = "encoder";

  private static List<JsonNode> rows(Report report) {
    List<JsonNode> rows = new ArrayList<>();
    report.json().path("rows").forEach(rows::add);
    return rows;
  }

  private static boolean has(Report report, String key) {
    return rows(report).get(0).path(ENCODER).has(key);
  }

  private static boolean scratch(Report report) {
    return rows(report).get(0).has(FineTuneReader.SCRATCH);
  }

  @Override
  public List<List<String>> table(Report report) {
    boolean five = has(report, Classification.TOP5);
    boolean scratch = scratch(report);
    List<String> heading = new ArrayList<>(List.of("share", "labels", "from the encoder", "95 %"));
    if (scratch) {
      heading.addAll(List.of("from scratch", "95 %"));
    }
    if (five) {
      heading.add("encoder, top-5");
    }
    if (five && scratch) {
      heading.add("scratch, top-5");
    }
    List<List<String>> table = new ArrayList<>();
    table.add(heading);
    for (JsonNode row : rows(report)) {
      JsonNode encoder = row.path(ENCODER);
      JsonNode other = row.path(FineTuneReader.SCRATCH);
      List<String> cells = new ArrayList<>();
      cells.add(Percent.of(row.path("share").doubleValue()));
      cells.add(row.path("labels").asText());
      cells.add(FineTuneReader.percent(encoder, FineTuneReader.ACCURACY));
      cells.add(Percent.interval(encoder, FineTuneReader.ACCURACY));
      if (scratch) {
        cells.add(FineTuneReader.percent(other, FineTuneReader.ACCURACY));
        cells.add(Percent.interval(other, FineTuneReader.ACCURACY));
      }
      if (five) {
        cells.add(FineTuneReader.percent(encoder, Classification.TOP5));
      }
      if (five && scratch) {
        cells.add(FineTuneReader.percent(other, Classification.TOP5));
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

  /** Accuracy over the share of the labels, a line from the encoder and one from scratch. */
  @Override
  public Optional<Figure> figure(Report report) {
    if (rows(report).size() < 2) {
      return Optional.empty();
    }
    List<Curve> curves = new ArrayList<>();
    curves.add(curve(report, "from the encoder", ENCODER));
    if (scratch(report)) {
      curves.add(curve(report, "from scratch", FineTuneReader.SCRATCH));
    }
    return Optional.of(
        new Curves("Fine-tuning on some labels", "labels, %", "accuracy, %").draw(curves));
  }

  private static Curve curve(Report report, String name, String begun) {
    return new Curve(
        name,
        rows(report).stream().map(row -> 100 * row.path("share").doubleValue()).toList(),
        rows(report).stream()
            .map(row -> 100 * row.path(begun).path(FineTuneReader.ACCURACY).doubleValue())
            .toList());
  }
}
