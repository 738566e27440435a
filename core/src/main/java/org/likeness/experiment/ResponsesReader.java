package org.likeness.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.Figure;
import org.likeness.figure.NamedImages;
import org.likeness.figure.ResponseSheet;

/** Reads the reports of {@link ResponsesMeasure}. */
final class ResponsesReader implements ReportReader {
  @Override
  public List<List<String>> table(Report report) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("image", "class", "answer", "probability"));
    for (JsonNode row : report.json().path(ResponsesMeasure.ROWS)) {
      JsonNode first = row.path(ResponsesMeasure.ANSWERS).path(0);
      table.add(
          List.of(
              row.path(ResponsesMeasure.IMAGE).asText(),
              row.path(ResponsesMeasure.CLASS).asText(),
              first.path(ResponsesMeasure.CLASS).asText(),
              Percent.of(first.path(ResponsesMeasure.PROBABILITY).doubleValue())));
    }
    return table;
  }

  @Override
  public Map<String, String> summary(Report report) {
    return Map.of("images with answers", Integer.toString(report.images()));
  }

  /** Each image beside the bars of its answers. */
  @Override
  public Optional<Figure> figure(Report report, NamedImages images) {
    List<ResponseSheet.Row> rows = new ArrayList<>();
    for (JsonNode row : report.json().path(ResponsesMeasure.ROWS)) {
      List<ResponseSheet.Bar> bars = new ArrayList<>();
      row.path(ResponsesMeasure.ANSWERS)
          .forEach(
              answer ->
                  bars.add(
                      new ResponseSheet.Bar(
                          answer.path(ResponsesMeasure.CLASS).asText(),
                          answer.path(ResponsesMeasure.PROBABILITY).doubleValue())));
      rows.add(
          new ResponseSheet.Row(
              images.image(row.path(ResponsesMeasure.IMAGE).asText()),
              row.path(ResponsesMeasure.CLASS).asText(),
              bars));
    }
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(new ResponseSheet("Answers of the classifier", rows));
  }
}
