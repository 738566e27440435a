package org.likeness.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.likeness.io.Json;

/**
 * Running sums of an epoch. Sums are doubles added in the order of the steps; a checkpoint stores
 * them with all digits, so that an interrupted epoch ends with the same means as an uninterrupted
 * one.
 */
final class EpochSums {
  private long steps;
  private long images;
  private double loss;
  private double spread;
  private double seconds;
  private double learningRate;
  private final Map<String, Double> terms = new LinkedHashMap<>();

  void add(StepEnd step, double stepSpread) {
    steps++;
    images += step.images();
    loss += step.loss();
    spread += stepSpread;
    seconds += step.seconds();
    learningRate = step.learningRate();
    step.terms().forEach((name, value) -> terms.merge(name, value, Double::sum));
  }

  long steps() {
    return steps;
  }

  long images() {
    return images;
  }

  double loss() {
    return loss / steps;
  }

  double spread() {
    return spread / steps;
  }

  double seconds() {
    return seconds;
  }

  double learningRate() {
    return learningRate;
  }

  Map<String, Double> terms() {
    Map<String, Double> means = new LinkedHashMap<>();
    terms.forEach((name, sum) -> means.put(name, sum / steps));
    return means;
  }

  void write(ObjectNode json) {
    json.put("steps", steps).put("images", images).put("loss", loss).put("spread", spread);
    json.put("seconds", seconds).put("lr", learningRate);
    ObjectNode sums = json.putObject("terms");
    terms.forEach(sums::put);
  }

  static EpochSums read(JsonNode json) {
    EpochSums sums = new EpochSums();
    sums.steps = json.path("steps").longValue();
    sums.images = json.path("images").longValue();
    sums.loss = Json.number(json.path("loss"));
    sums.spread = Json.number(json.path("spread"));
    sums.seconds = Json.number(json.path("seconds"));
    sums.learningRate = Json.number(json.path("lr"));
    json.path("terms")
        .properties()
        .forEach(term -> sums.terms.put(term.getKey(), Json.number(term.getValue())));
    return sums;
  }
}
