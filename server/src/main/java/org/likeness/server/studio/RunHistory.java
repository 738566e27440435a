package org.likeness.server.studio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.likeness.io.FolderLock;
import org.likeness.io.Json;
import org.likeness.run.RunLayout;

/**
 * What the metrics of a run say.
 *
 * @param lines of {@code metrics.jsonl}
 * @param bytes their length
 * @param running whether a process trains it now
 */
record RunHistory(List<JsonNode> lines, long bytes, boolean running) {
  private static final int MOST_STEPS = 2000;

  RunHistory {
    lines = List.copyOf(lines);
  }

  /** Reads the metrics of a run; none if it has not begun. */
  static RunHistory of(RunLayout run) throws IOException {
    MetricsTail tail = new MetricsTail(run.metrics(), 0);
    List<JsonNode> lines;
    try {
      lines = tail.all();
    } catch (NoSuchFileException e) {
      lines = List.of();
    }
    return new RunHistory(lines, tail.position(), ended(lines).isEmpty() && isHeld(run));
  }

  /** The last line, if a run ended by it. */
  private static Optional<JsonNode> ended(List<JsonNode> lines) {
    return Optional.of(lines)
        .filter(all -> !all.isEmpty())
        .map(all -> all.get(all.size() - 1))
        .filter(line -> kind(line).equals("end"));
  }

  /** Whether the process that wrote its number into the folder's lock is alive. */
  private static boolean isHeld(RunLayout run) {
    try {
      String number = Files.readString(run.folder().resolve(FolderLock.NAME)).strip();
      return ProcessHandle.of(Long.parseLong(number)).isPresent();
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  private static String kind(JsonNode line) {
    return line.path("event").asText();
  }

  /** {@code running}, {@code completed}, {@code interrupted}, {@code failed}, {@code stopped}. */
  String state() {
    return running
        ? "running"
        : ended(lines).map(line -> line.path("outcome").asText()).orElse("stopped");
  }

  private List<JsonNode> of(String event) {
    return lines.stream().filter(line -> kind(line).equals(event)).toList();
  }

  private Optional<JsonNode> last(String event) {
    List<JsonNode> all = of(event);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** Adds the numbers of the last epoch. */
  void summary(ObjectNode json) {
    json.put("state", state());
    last("run")
        .ifPresent(
            line -> {
              json.put("epochs", line.path("epochs").asInt());
              json.put("images", line.path("images").asInt());
            });
    if (!of("run").isEmpty()) {
      json.put("started", of("run").get(0).path("time").asText());
    }
    json.put("epoch", 0);
    last("epoch")
        .ifPresent(
            line -> {
              json.put("epoch", line.path("epoch").asInt());
              put(json, "loss", line.path("loss"));
              put(json, "spread", line.path("spread"));
              line.path("metrics")
                  .properties()
                  .forEach(metric -> put(json, metric.getKey(), metric.getValue()));
            });
    json.put(
        "seconds", of("epoch").stream().mapToDouble(line -> line.path("seconds").asDouble()).sum());
  }

  /**
   * The numbers of all epochs: {@code epoch}, and below {@code series} an array for each name; of
   * at most {@value #MOST_STEPS} steps {@code at} (in epochs) and {@code loss}.
   */
  ObjectNode curves() {
    ObjectNode json = Json.object();
    summary(json);
    json.put("bytes", bytes);
    List<JsonNode> epochs = of("epoch");
    Set<String> metrics = new LinkedHashSet<>();
    epochs.forEach(
        line -> line.path("metrics").properties().forEach(each -> metrics.add(each.getKey())));
    ArrayNode numbers = json.putArray("at");
    epochs.forEach(line -> numbers.add(line.path("epoch").asInt()));
    ObjectNode series = json.putObject("series");
    for (String name : List.of("loss", "lr", "spread")) {
      ArrayNode values = series.putArray(name);
      epochs.forEach(line -> add(values, line.path(name)));
    }
    for (String name : metrics) {
      ArrayNode values = series.putArray(name);
      epochs.forEach(line -> add(values, line.path("metrics").path(name)));
    }
    steps(json.putObject("steps"));
    ArrayNode warnings = json.putArray("warnings");
    of("warning").forEach(line -> warnings.add(line.path("message").asText()));
    return json;
  }

  private void steps(ObjectNode json) {
    double perEpoch =
        Math.max(1, last("run").map(line -> line.path("steps_per_epoch").asDouble()).orElse(1.0));
    List<JsonNode> steps = of("step");
    int every = steps.size() / MOST_STEPS + 1;
    json.put("per_epoch", perEpoch);
    ArrayNode at = json.putArray("at");
    ArrayNode loss = json.putArray("loss");
    for (int i = Math.max(0, steps.size() - 1) % every; i < steps.size(); i += every) {
      at.add(steps.get(i).path("step").asDouble() / perEpoch);
      add(loss, steps.get(i).path("loss"));
    }
  }

  private static void put(ObjectNode json, String name, JsonNode number) {
    double value = Json.number(number);
    if (Double.isFinite(value)) {
      json.put(name, value);
    }
  }

  private static void add(ArrayNode array, JsonNode number) {
    double value = number.isMissingNode() ? Double.NaN : Json.number(number);
    if (Double.isFinite(value)) {
      array.add(value);
    } else {
      array.addNull();
    }
  }
}
