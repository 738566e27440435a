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

  /** Accuracy over the share of the labels, a line for each that was trained. */
  @Override
  public Optional<Figure> figure(Report report) {
    if (rows(report).size() < 2) {
      return Optional.empty();
    }
    List<Curve> curves =
        trained(report).stream().map(each -> curve(report, each.text(), each.key())).toList();
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
