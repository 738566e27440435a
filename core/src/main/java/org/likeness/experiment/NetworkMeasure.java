package org.likeness.experiment;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Supplier;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.pretraining.NetworkName;
import org.likeness.pretraining.RunEvaluation;
import org.likeness.pretraining.RunNetwork;
import org.likeness.run.RunLayout;

/** Measures as {@code ./likeness evaluate} does. */
final class NetworkMeasure implements RunMeasure {
  private final EvaluationEntry<?> entry;

  NetworkMeasure(EvaluationEntry<?> entry) {
    this.entry = requireNonNull(entry, "entry is null");
  }

  @Override
  public void require(Measure measure, Parts parts, Supplier<Encoder> encoder) {
    entry.require(measure.options(), parts);
    FeatureKind kind = measure.features().orElse(entry.features());
    entry.requireMemory(measure.options(), parts, () -> new NetworkEmbedder(encoder.get(), kind));
  }

  @Override
  public Report measure(
      RunLayout run,
      Measure measure,
      String network,
      boolean pixels,
      Optional<DataOptions> images,
      FeatureProgress heard) {
    FeatureKind kind = pixels ? FeatureKind.PIXELS : measure.features().orElse(entry.features());
    NetworkName name = pixels ? NetworkName.ENCODER : new NetworkName(network);
    RunEvaluation evaluation =
        RunEvaluation.of(RunNetwork.of(run, name), entry)
            .options(measure.options())
            .features(kind)
            .progress(heard);
    images.ifPresent(evaluation::data);
    return evaluation.run().report();
  }
}
