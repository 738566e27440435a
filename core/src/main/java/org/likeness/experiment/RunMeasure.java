package org.likeness.experiment;

import java.util.Optional;
import java.util.function.Supplier;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.features.FeatureProgress;
import org.likeness.run.RunLayout;

/** Measures a network of a run. */
public interface RunMeasure {
  /**
   * Refuses images that cannot be measured, and what does not fit into memory, before a network is
   * trained.
   *
   * @param encoder gives one of the row's architecture, with any weights
   * @throws org.likeness.error.InputException the message says what is missing
   */
  default void require(Measure measure, Parts parts, Supplier<Encoder> encoder) {}

  /**
   * Measures a network on the test images of the run's split.
   *
   * @param run a finished run
   * @param measure the evaluation with its options
   * @param network {@code last}, {@code best}, {@code untrained}, or the number of an epoch
   * @param pixels measure raw pixels instead of features
   * @param images others than those of the run, parted as these are
   * @param heard receives the progress
   * @return the report
   * @throws org.likeness.error.InputException if the network or the images cannot be used
   * @throws java.util.concurrent.CancellationException if the progress cancels it
   */
  Report measure(
      RunLayout run,
      Measure measure,
      String network,
      boolean pixels,
      Optional<DataOptions> images,
      FeatureProgress heard);
}
