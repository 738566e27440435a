package org.likeness.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;
import java.util.OptionalDouble;
import org.likeness.error.InputException;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Score;
import org.likeness.io.Json;

/**
 * The number of a column in a report.
 *
 * @param value the number
 * @param low lower end of its interval, if the report has one
 * @param high upper end
 */
record ColumnValue(double value, OptionalDouble low, OptionalDouble high) {
  /**
   * Reads the number.
   *
   * @throws InputException if the report does not have it
   */
  static ColumnValue of(TableColumn column, MeasureKind kind, Report report) {
    double value =
        number(column, kind, report)
            .orElseThrow(
                () ->
                    new InputException(
                        "column %s: the report of %s has no number %s: correct its value in the file of the experiment"
                            .formatted(
                                column.id(),
                                kind.name(),
                                column.value().isEmpty() ? "as its score" : column.value())));
    String interval = column.interval().isEmpty() ? column.value() : column.interval();
    return new ColumnValue(
        value, optional(report, interval + "_low"), optional(report, interval + "_high"));
  }

  private static Optional<Double> number(TableColumn column, MeasureKind kind, Report report) {
    if (column.value().isEmpty()) {
      return kind.reader().score(report).map(Score::value);
    }
    if (column.value().startsWith("/")) {
      JsonNode node = at(report, column.value());
      return node.isNumber() ? Optional.of(Json.number(node)) : Optional.empty();
    }
    return Optional.ofNullable(kind.reader().metrics(report).get(column.value()))
        .map(Metric::value);
  }

  /** What a path leads to; missing if there is nothing. */
  private static JsonNode at(Report report, String path) {
    JsonNode node = report.json();
    for (String step : path.replaceFirst("^/", "").split("/", -1)) {
      String[] pair = step.split("=", 2);
      if (pair.length == 2) {
        node = element(node, pair[0], pair[1]);
      } else {
        node =
            node.isArray() && step.matches("\\d{1,6}")
                ? node.path(Integer.parseInt(step))
                : node.path(step);
      }
    }
    return node;
  }

  private static JsonNode element(JsonNode list, String key, String value) {
    for (JsonNode each : list) {
      if (each.path(key).asText().equals(value)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  private static OptionalDouble optional(Report report, String pointer) {
    JsonNode node = at(report, pointer);
    return node.isNumber() ? OptionalDouble.of(Json.number(node)) : OptionalDouble.empty();
  }
}
