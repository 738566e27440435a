package org.likeness.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.likeness.io.Json;

/** The progress of a run, without tensors: saved in every checkpoint. */
final class RunProgress {
  /** The epoch of the next step, from 0. */
  int epoch;

  /** The next batch of that epoch's plan. */
  int batch;

  EpochSums sums = new EpochSums();

  /** Mean loss of the last completed epoch. */
  double lastLoss = Double.NaN;

  /** Kinds of warnings that were given, which are not repeated. */
  final Set<String> warned = new TreeSet<>();

  /** The metric by which the best checkpoint was chosen, its value, and the checkpoint's name. */
  Optional<Best> best = Optional.empty();

  /** The metric by which the best checkpoint is chosen, after each epoch that it was measured. */
  final List<Double> history = new ArrayList<>();

  /** On how many images that metric was measured; 0 if it is no share or that is not known. */
  int measured;

  /** The best checkpoint so far. */
  record Best(String metric, double value, String checkpoint) {}

  /** Updates done. */
  long step(long stepsPerEpoch) {
    return epoch * stepsPerEpoch + sums.steps();
  }

  /** True if the metric no longer rises over the last epochs; see {@link Trend}. */
  boolean levelled(int patience) {
    if (patience == 0) {
      return false;
    }
    Trend trend = Trend.of(history, patience, measured);
    return trend == Trend.LEVEL || trend == Trend.FALLING;
  }

  void nextEpoch() {
    lastLoss = sums.steps() == 0 ? lastLoss : sums.loss();
    epoch++;
    batch = 0;
    sums = new EpochSums();
  }

  void write(ObjectNode json) {
    json.put("epoch", epoch).put("batch", batch).put("last_loss", lastLoss);
    sums.write(json.putObject("sums"));
    warned.forEach(json.putArray("warned")::add);
    history.forEach(json.put("measured", measured).putArray("history")::add);
    best.ifPresent(
        b ->
            json.putObject("best")
                .put("metric", b.metric())
                .put("value", b.value())
                .put("checkpoint", b.checkpoint()));
  }

  static RunProgress read(JsonNode json) {
    RunProgress progress = new RunProgress();
    progress.epoch = json.path("epoch").intValue();
    progress.batch = json.path("batch").intValue();
    progress.lastLoss = Json.number(json.path("last_loss"));
    progress.sums = EpochSums.read(json.path("sums"));
    json.path("warned").forEach(kind -> progress.warned.add(kind.textValue()));
    progress.measured = json.path("measured").intValue();
    json.path("history").forEach(value -> progress.history.add(Json.number(value)));
    JsonNode best = json.path("best");
    if (best.isObject()) {
      progress.best =
          Optional.of(
              new Best(
                  best.path("metric").textValue(),
                  Json.number(best.path("value")),
                  best.path("checkpoint").textValue()));
    }
    return progress;
  }
}
