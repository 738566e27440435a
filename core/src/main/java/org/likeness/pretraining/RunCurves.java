package org.likeness.pretraining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;

/** The curves of a run over its epochs: the loss, and what the monitor measured. */
final class RunCurves {
  private static final String EPOCH = "epoch";

  /** The metrics that are drawn, shares all of them, by the name in the legend. */
  private static final Map<String, String> SHARES = shares();

  private RunCurves() {}

  private static Map<String, String> shares() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("copies", "copies that find their original");
    names.put("knn", "kNN accuracy");
    return names;
  }

  /**
   * The figure of a run; empty if no epoch was completed.
   *
   * @param events lines of its metrics
   * @param title the run's name
   */
  static Optional<Figure> of(List<JsonNode> events, String title) {
    List<JsonNode> epochs = new ArrayList<>();
    for (JsonNode event : events) {
      if (event.path("event").asText().equals(EPOCH)) {
        epochs.add(inPercent(event));
      }
    }
    List<Figure> charts = new ArrayList<>();
    Curve.of("loss", epochs, EPOCH, "loss")
        .ifPresent(loss -> charts.add(new Curves(title, EPOCH, "loss").draw(List.of(loss))));
    List<Curve> measured = new ArrayList<>();
    SHARES.forEach((key, name) -> Curve.of(name, epochs, EPOCH, key).ifPresent(measured::add));
    if (!measured.isEmpty()) {
      String axis = measured.size() == 1 ? measured.get(0).name() + ", %" : "share of images, %";
      charts.add(new Curves("", EPOCH, axis).draw(measured));
    }
    return charts.isEmpty() ? Optional.empty() : Optional.of(Figures.column(charts));
  }

  /** An epoch's loss and shares as one flat object. */
  private static ObjectNode inPercent(JsonNode event) {
    ObjectNode flat = JsonNodeFactory.instance.objectNode();
    flat.set(EPOCH, event.path(EPOCH));
    flat.set("loss", event.path("loss"));
    for (String key : SHARES.keySet()) {
      JsonNode value = event.path("metrics").path(key);
      if (value.isNumber()) {
        flat.put(key, 100 * value.doubleValue());
      }
    }
    return flat;
  }
}
