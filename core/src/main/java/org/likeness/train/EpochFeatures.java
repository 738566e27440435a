package org.likeness.train;

import java.util.Arrays;
import java.util.function.Supplier;
import org.likeness.data.load.LoaderOptions;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.Vectors;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Backbone features of the whole training set by the current encoder, for methods that use them
 * before an epoch. Computed on request.
 */
record EpochFeatures(Training training) implements Supplier<float[][]> {
  /** One row per image, {@code [n][f]}; zeros if an image cannot be decoded. */
  @Override
  public float[][] get() {
    TrainOptions options = training.options();
    LoaderOptions loading =
        LoaderOptions.everyImage(options.batch()).withWorkers(options.workers());
    NetworkEmbedder embedder =
        new NetworkEmbedder(training.method().encoder(), FeatureKind.BACKBONE);
    int width = embedder.dimension();
    float[][] features = new float[training.images().size()][width];
    try (Scope scope = Scope.openNoGrad()) {
      Vectors vectors = new Features(embedder, loading).of(training.images(), FeatureProgress.NONE);
      float[] values = Tensors.floats(vectors.matrix());
      for (int row = 0; row < vectors.size(); row++) {
        features[vectors.indices()[row]] =
            Arrays.copyOfRange(values, row * width, (row + 1) * width);
      }
    }
    return features;
  }
}
