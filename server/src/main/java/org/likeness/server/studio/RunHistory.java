package org.likeness.server.studio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.likeness.io.FolderLock;
import org.likeness.io.Json;
import org.likeness.run.RunLayout;

/**
 * What the metrics of a run say. It is read once and then follows the file: {@link #read} parses
 * what was added. Of steps it keeps two numbers each. Thread-safe.
 */
final class RunHistory {
  private static final int MOST_STEPS = 2000;

  private final RunLayout run;
  private final MetricsTail tail;
  private final List<JsonNode> epochs = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Steps steps = new Steps();
  private Optional<JsonNode> firstRun = Optional.empty();
  private Optional<JsonNode> lastRun = Optional.empty();
  private Optional<JsonNode> last = Optional.empty();
  private boolean held;

  /** Of a run; nothing is read. */
  RunHistory(RunLayout run) {
    this.run = run;
    this.tail = new MetricsTail(run.metrics(), 0);
  }

  /** Reads the metrics of a run; none if it has not begun. */
  static RunHistory of(RunLayout run) throws IOException {
    RunHistory history = new RunHistory(run);
    history.read();
    return history;
  }

  /** Reads what was added, and whether a process trains the run now. */
  synchronized void read() throws IOException {
    try {
      tail.rest(lines -> lines.forEach(this::add), this::clear);
    } catch (NoSuchFileException e) {
      tail.restart();
      clear();
    }
    held = ended().isEmpty() && isHeld();
  }

  private void clear() {
    epochs.clear();
    warnings.clear();
    steps.clear();
    firstRun = Optional.empty();
    lastRun = Optional.empty();
    last = Optional.empty();
  }

  private void add(JsonNode line) {
    last = Optional.of(line);
    switch (kind(line)) {
      case "run" -> {
        firstRun = Optional.of(firstRun.orElse(line));
        lastRun = last;
      }
      case "epoch" -> epochs.add(line);
      case "step" -> steps.add(line.path("step").asDouble(), number(line.path("loss")));
      case "warning" -> warnings.add(line.path("message").asText());
      default -> {} // shown nowhere
    }
  }

  /** The last line, if a run ended by it. */
  private Optional<JsonNode> ended() {
    return last.filter(line -> kind(line).equals("end"));
  }

  private boolean isHeld() {
    try {
      return FolderLock.isHeld(run.folder());
    } catch (IOException e) {
      return false;
    }
  }

  private static String kind(JsonNode line) {
    return line.path("event").asText();
  }

  /** {@code running}, {@code completed}, {@code interrupted}, {@code failed}, {@code stopped}. */
  synchronized String state() {
    return held ? "running" : ended().map(line -> line.path("outcome").asText()).orElse("stopped");
  }

  /** Adds the numbers of the last epoch. */
  synchronized void summary(ObjectNode json) {
    json.put("state", state());
    lastRun.ifPresent(
        line -> {
          json.put("epochs", line.path("epochs").asInt());
          json.put("images", line.path("images").asInt());
        });
    firstRun.ifPresent(line -> json.put("started", line.path("time").asText()));
    json.put("epoch", 0);
    if (!epochs.isEmpty()) {
      JsonNode line = epochs.get(epochs.size() - 1);
      json.put("epoch", line.path("epoch").asInt());
      put(json, "loss", line.path("loss"));
      put(json, "spread", line.path("spread"));
      line.path("metrics")
          .properties()
          .forEach(metric -> put(json, metric.getKey(), metric.getValue()));
    }
    json.put("seconds", epochs.stream().mapToDouble(line -> line.path("seconds").asDouble()).sum());
  }

  /**
   * The numbers of all epochs: {@code epoch}, and below {@code series} an array for each name; of
   * at most {@value #MOST_STEPS} steps {@code at} (in epochs) and {@code loss}.
   */
  synchronized ObjectNode curves() {
    ObjectNode json = Json.object();
    summary(json);
    json.put("bytes", tail.position());
    Set<String> metrics = new LinkedHashSet<>();
    epochs.forEach(
        line -> line.path("metrics").properties().forEach(each -> metrics.add(each.getKey())));
    ArrayNode numbers = json.putArray("at");
    epochs.forEach(line -> numbers.add(line.path("epoch").asInt()));
    ObjectNode series = json.putObject("series");
    for (String name : List.of("loss", "lr", "spread")) {
      ArrayNode values = series.putArray(name);
      epochs.forEach(line -> add(values, number(line.path(name))));
    }
    for (String name : metrics) {
      ArrayNode values = series.putArray(name);
      epochs.forEach(line -> add(values, number(line.path("metrics").path(name))));
    }
    steps(json.putObject("steps"));
    warnings.forEach(json.putArray("warnings")::add);
    return json;
  }

  private void steps(ObjectNode json) {
    double perEpoch =
        Math.max(1, lastRun.map(line -> line.path("steps_per_epoch").asDouble()).orElse(1.0));
    int every = steps.size() / MOST_STEPS + 1;
    json.put("per_epoch", perEpoch);
    ArrayNode at = json.putArray("at");
    ArrayNode loss = json.putArray("loss");
    for (int i = Math.max(0, steps.size() - 1) % every; i < steps.size(); i += every) {
      at.add(steps.at(i) / perEpoch);
      add(loss, steps.loss(i));
    }
  }

  private static double number(JsonNode node) {
    try {
      return node.isMissingNode() ? Double.NaN : Json.number(node);
    } catch (NumberFormatException e) { // not written by us
      return Double.NaN;
    }
  }

  private static void put(ObjectNode json, String name, JsonNode node) {
    double value = number(node);
    if (Double.isFinite(value)) {
      json.put(name, value);
    }
  }

  private static void add(ArrayNode array, double value) {
    if (Double.isFinite(value)) {
      array.add(value);
    } else {
      array.addNull();
    }
  }

  /** Number and loss of each step. */
  private static final class Steps {
    private double[] values = new double[64];
    private int size;

    void add(double at, double loss) {
      if (2 * size == values.length) {
        values = Arrays.copyOf(values, 2 * values.length);
      }
      values[2 * size] = at;
      values[2 * size + 1] = loss;
      size++;
    }

    int size() {
      return size;
    }

    double at(int step) {
      return values[2 * step];
    }

    double loss(int step) {
      return values[2 * step + 1];
    }

    void clear() {
      size = 0;
    }
  }
}
