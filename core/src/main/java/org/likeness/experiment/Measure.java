package org.likeness.experiment;

import java.util.List;
import java.util.Optional;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.features.FeatureKind;

/**
 * An evaluation of every row.
 *
 * @param id its name in the file
 * @param evaluation the evaluation with its options
 * @param features of the image; those of the evaluation if empty
 * @param data key of other images than those of the run
 * @param networks the networks that are measured: {@code last}, {@code best}, or numbers of epochs
 */
public record Measure(
    String id,
    BoundEvaluation evaluation,
    Optional<FeatureKind> features,
    Optional<String> data,
    List<String> networks) {
  public Measure {
    networks = List.copyOf(networks);
  }
}
