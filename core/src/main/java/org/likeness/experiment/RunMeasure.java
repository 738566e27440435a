package org.likeness.experiment;

import java.util.Optional;
import org.likeness.data.source.DataOptions;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.features.FeatureProgress;
import org.likeness.run.RunLayout;

/** Measures a network of a run. */
public interface RunMeasure {
  /**
   * Refuses images that cannot be measured, before a network is trained.
   *
   * @throws org.likeness.error.InputException the message says what is missing
   */
  default void require(Measure measure, Parts parts) {}

  /**
   * Measures; a report that the run keeps of the same measurement is read instead.
   *
   * @param network {@code last}, {@code best}, {@code untrained}, or the number of an epoch
   * @param pixels measure raw pixels instead of features
   * @param images others than those of the run
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
