package org.likeness.evaluate;

import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.Vectors;

/** Where the vectors of a part of the images come from. */
@FunctionalInterface
public interface PartVectors {
  /** Computes them each time. */
  PartVectors COMPUTED =
      (embedder, images, loading, progress) -> new Features(embedder, loading).of(images, progress);

  /**
   * The vectors of all images by the embedder's own preprocessing, as {@link Features#of} computes
   * them; owned by the scope around the call.
   *
   * @throws java.util.concurrent.CancellationException if the progress cancels it
   */
  Vectors of(Embedder embedder, Dataset images, LoaderOptions loading, FeatureProgress progress);

  /**
   * The rows of a method's memory bank, for the images of a part that have one; outside any scope,
   * closed by the caller.
   *
   * @throws InputException if there is no memory bank, or it has no row of these images
   */
  default Vectors memory(Embedder embedder, Dataset images) {
    throw new InputException(
        "the memory bank is compared only by ./likeness evaluate knn RUN --bank memory, once the run has ended: use --bank features");
  }
}
