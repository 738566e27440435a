package org.likeness.evaluate.responses;

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

/** Reads the reports of {@link Responses}. */
public final class ResponsesReader implements ReportReader {
  @Override
  public List<List<String>> table(Report report) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("image", "class", "answer", "probability"));
    for (JsonNode row : report.json().path(Responses.ROWS)) {
      JsonNode first = row.path(Responses.ANSWERS).path(0);
      table.add(
          List.of(
              row.path(Responses.IMAGE).asText(),
              row.path(Responses.CLASS).asText("-"),
              first.path(Responses.CLASS).asText(),
              Percent.of(first.path(Responses.PROBABILITY).doubleValue())));
    }
    return table;
  }

  @Override
  public Map<String, String> summary(Report report) {
    return Map.of("images with answers", Integer.toString(report.images()));
  }

  private static String file(String image) {
    return image.substring(Math.max(image.lastIndexOf('/'), image.lastIndexOf('\\')) + 1);
  }

  /** Each image beside the bars of its answers, below its class or the name of its file. */
  @Override
  public Optional<Figure> figure(Report report, NamedImages images) {
    List<ResponseSheet.Row> rows = new ArrayList<>();
    for (JsonNode row : report.json().path(Responses.ROWS)) {
      List<ResponseSheet.Bar> bars = new ArrayList<>();
      row.path(Responses.ANSWERS)
          .forEach(
              answer ->
                  bars.add(
                      new ResponseSheet.Bar(
                          answer.path(Responses.CLASS).asText(),
                          answer.path(Responses.PROBABILITY).doubleValue())));
      String image = row.path(Responses.IMAGE).asText();
      rows.add(
          new ResponseSheet.Row(
              images.image(image), row.path(Responses.CLASS).asText(file(image)), bars));
    }
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(new ResponseSheet("Answers of the classifier", rows));
  }
}
