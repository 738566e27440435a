package org.likeness.evaluate.attention;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.AttentionSheet;
import org.likeness.figure.Figure;
import org.likeness.figure.NamedImages;

/** Reads the reports of {@link AttentionEvaluation}. */
final class AttentionReader implements ReportReader {
  @Override
  public List<List<String>> table(Report report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("head", "patches attended to", "of", "to itself"));
    int number = 1;
    for (JsonNode head : report.json().path("heads")) {
      rows.add(
          List.of(
              Integer.toString(number++),
              attended(head),
              report.json().path("patches").asText(),
              Percent.of(head.path("itself").doubleValue())));
    }
    return rows;
  }

  private static String attended(JsonNode head) {
    return String.format(Locale.ROOT, "%.1f", head.path("attended").doubleValue());
  }

  @Override
  public Map<String, String> summary(Report report) {
    List<String> heads =
        StreamSupport.stream(report.json().path("heads").spliterator(), false)
            .map(AttentionReader::attended)
            .toList();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put(
        "patches that each head attends to",
        String.join(", ", heads) + " of " + report.json().path("patches").asText());
    return rows;
  }

  @Override
  public Optional<Figure> figure(Report report, NamedImages images) {
    JsonNode json = report.json();
    double share = json.path("size").doubleValue() / json.path("resize").doubleValue();
    AttentionSheet sheet = new AttentionSheet(images, share);
    for (JsonNode image : json.path("cases")) {
      List<double[]> maps = new ArrayList<>();
      for (JsonNode head : image.path("heads")) {
        maps.add(
            StreamSupport.stream(head.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray());
      }
      sheet.add(image.path("id").asText(), image.path("class").asText(), maps);
    }
    return Optional.of(sheet.draw("Attention of [CLS] in the last block", report.caption()));
  }
}
