package org.likeness.experiment;

import java.util.Optional;
import org.likeness.data.source.DataOptions;
import org.likeness.evaluate.Report;
import org.likeness.features.FeatureProgress;
import org.likeness.run.RunLayout;

/** Measures a network of a run. */
@FunctionalInterface
public interface RunMeasure {
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
