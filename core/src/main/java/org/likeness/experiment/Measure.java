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
 * @param at options at a scale, instead of these
 * @param features of the image; the usual ones if empty
 * @param data key of other images than those of the run
 * @param networks the networks that are measured: {@code last}, {@code best}, or numbers of epochs
 */
public record Measure(
    String id,
    MeasureKind kind,
    Record options,
    Map<Scale, Record> at,
    Optional<FeatureKind> features,
    Optional<String> data,
    List<String> networks) {
  public Measure {
    at = Map.copyOf(at);
    networks = List.copyOf(networks);
  }

  /** The same with the options of a scale. */
  Measure at(Scale scale) {
    return new Measure(id, kind, at.getOrDefault(scale, options), at, features, data, networks);
  }
}
