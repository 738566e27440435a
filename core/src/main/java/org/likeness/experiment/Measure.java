package org.likeness.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.features.FeatureKind;

/**
 * An evaluation of every row.
 *
 * @param id its name in the file
 * @param kind what measures
 * @param options of it
 * @param features of the image; the usual ones if empty
 * @param data key of other images than those of the run
 * @param networks the networks that are measured: {@code last}, {@code best}, or numbers of epochs
 * @param scaled what differs at a scale
 */
public record Measure(
    String id,
    MeasureKind kind,
    Record options,
    Optional<FeatureKind> features,
    Optional<String> data,
    List<String> networks,
    Map<Scale, Scaled> scaled) {

  /**
   * What differs at a scale.
   *
   * @param options all of them
   * @param data key of other images than those of the run
   */
  public record Scaled(Record options, Optional<String> data) {}

  public Measure {
    networks = List.copyOf(networks);
    scaled = Map.copyOf(scaled);
  }

  /** With what differs at a scale. */
  Measure at(Scale scale) {
    Scaled other = scaled.get(scale);
    return other == null
        ? this
        : new Measure(id, kind, other.options, features, other.data, networks, Map.of());
  }
}
