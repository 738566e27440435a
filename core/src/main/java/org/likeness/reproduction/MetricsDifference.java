package org.likeness.reproduction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.likeness.io.Json;

/**
 * The first line of the metrics of two runs that differs. Times and checkpoints are not compared,
 * nor how often a run was resumed.
 *
 * @param line its number among all lines of the original, from 1; one more than all where the
 *     original ends first
 * @param original the line; empty where the original has none
 * @param again the line of the other run; empty where it has none
 */
public record MetricsDifference(int line, String original, String again) {
  private static final Set<String> COMPARED = Set.of("step", "epoch", "warning");
  private static final String SECONDS = "seconds";
  private static final String INTERVALS = "intervals";

  /**
   * Compares the metrics of two runs.
   *
   * @return empty if no line differs
   */
  public static Optional<MetricsDifference> between(List<JsonNode> original, List<JsonNode> again) {
    boolean intervals =
        original.stream().anyMatch(event -> event.has(INTERVALS)); // older have none
    Iterator<String> others = compared(again, intervals).stream().map(Numbered::text).iterator();
    for (Numbered line : compared(original, intervals)) {
      String other = others.hasNext() ? others.next() : "";
      if (!line.text().equals(other)) {
        return Optional.of(new MetricsDifference(line.number(), line.text(), other));
      }
    }
    return others.hasNext()
        ? Optional.of(new MetricsDifference(original.size() + 1, "", others.next()))
        : Optional.empty();
  }

  private record Numbered(int number, String text) {}

  private static List<Numbered> compared(List<JsonNode> events, boolean intervals) {
    List<Numbered> lines = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      JsonNode event = events.get(i);
      if (COMPARED.contains(event.path("event").asText())) {
        ObjectNode numbers = event.deepCopy();
        numbers.remove(SECONDS);
        if (!intervals) {
          numbers.remove(INTERVALS);
        }
        lines.add(new Numbered(i + 1, Json.line(numbers)));
      }
    }
    return lines;
  }

  /** How many lines of a run are compared. */
  static int count(List<JsonNode> events) {
    return compared(events, true).size();
  }
}
