package org.likeness.evaluate.neighbours;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.Figure;
import org.likeness.figure.Mark;
import org.likeness.figure.NamedImages;
import org.likeness.figure.QuerySheet;

/** Reads the reports of {@link NeighboursEvaluation}. */
final class NeighboursReader implements ReportReader {
  private static final String PRECISION = "precision";
  private static final Map<String, String> LABELS =
      Map.of("best", "all right", "worst", "none right", "any", "any image");

  @Override
  public List<List<String>> table(Report report) {
    List<String> heading = new ArrayList<>(List.of("test images", "neighbours"));
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(report.images()));
    cells.add(report.json().path("k").asText());
    if (report.json().has(PRECISION)) {
      heading.addAll(List.of("right", "95 % interval", "all right", "none right"));
      cells.add(Percent.precise(report.number(PRECISION)));
      cells.add(Percent.interval(report.json(), PRECISION));
      cells.add(report.json().path("best").asText());
      cells.add(report.json().path("worst").asText());
    }
    return List.of(heading, cells);
  }

  @Override
  public List<String> remarks(Report report) {
    return report.json().has(PRECISION)
        ? List.of()
        : List.of(
            "Images without classes have no right neighbours: put the images into one folder per class, or use a CSV file with the columns path and label.");
  }

  @Override
  public Map<String, String> summary(Report report) {
    return report.json().has(PRECISION)
        ? Map.of(
            "right ones of the %s nearest".formatted(report.json().path("k").asText()),
            Percent.of(report.number(PRECISION)))
        : Map.of("nearest images of each", report.json().path("k").asText());
  }

  @Override
  public Map<String, Metric> metrics(Report report) {
    return report.json().has(PRECISION)
        ? Map.of(PRECISION, Metric.share(report.number(PRECISION)))
        : Map.of();
  }

  @Override
  public Optional<Figure> figure(Report report, NamedImages images) {
    QuerySheet sheet = new QuerySheet(images);
    for (JsonNode query : report.json().path("cases")) {
      String label = LABELS.getOrDefault(query.path("case").asText(), "");
      sheet.add(id(query), name(query), List.of(row(label, query)));
    }
    return Optional.of(sheet.draw("Nearest images", report.caption()));
  }

  /** The queries that all reports have whatever their neighbours are, a row for each report. */
  @Override
  public Optional<Figure> figure(List<Report> reports, NamedImages images) {
    Map<String, List<QuerySheet.Row>> rows = new LinkedHashMap<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (Report report : reports) {
      for (JsonNode query : report.json().path("cases")) {
        if (query.path("case").asText().equals("any")) {
          names.put(id(query), name(query));
          rows.computeIfAbsent(id(query), key -> new ArrayList<>())
              .add(row(network(report), query));
        }
      }
    }
    rows.values().removeIf(found -> found.size() < reports.size());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    QuerySheet sheet = new QuerySheet(images);
    rows.forEach((id, found) -> sheet.add(id, names.getOrDefault(id, ""), found));
    String protocols =
        reports.stream().map(Report::protocol).distinct().collect(Collectors.joining("; "));
    return Optional.of(sheet.draw("Nearest images", protocols));
  }

  private static String network(Report report) {
    String epoch = report.json().path("epoch").asText();
    if (epoch.equals("none")) {
      return "raw pixels";
    }
    return epoch.matches("\\d+") ? "epoch " + epoch : epoch;
  }

  private static QuerySheet.Row row(String label, JsonNode query) {
    List<QuerySheet.Neighbour> neighbours = new ArrayList<>();
    for (JsonNode neighbour : query.path("neighbours")) {
      neighbours.add(
          new QuerySheet.Neighbour(
              id(neighbour), neighbour.path("similarity").doubleValue(), mark(neighbour)));
    }
    return new QuerySheet.Row(label, neighbours);
  }

  private static Mark mark(JsonNode neighbour) {
    if (!neighbour.has("right")) {
      return Mark.NONE;
    }
    return neighbour.path("right").booleanValue() ? Mark.RIGHT : Mark.WRONG;
  }

  private static String id(JsonNode image) {
    return image.path("id").asText();
  }

  private static String name(JsonNode image) {
    return image.path("class").asText();
  }
}
