package org.likeness.train;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.Loader;
import org.likeness.data.LoaderEpoch;
import org.likeness.data.LoaderOptions;
import org.likeness.data.Plan;
import org.likeness.encoder.Encoder;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Features of the whole training set by the present encoder, for methods that look at them before
 * an epoch. Computed when asked for.
 */
record EpochFeatures(Training training) implements Supplier<float[][]> {
  /** One row an image, {@code [n][f]}; zeros where an image cannot be decoded. */
  @Override
  public float[][] get() {
    Encoder encoder = training.method().encoder();
    int size = training.images().size();
    float[][] features = new float[size][encoder.network().featureSize()];
    TrainOptions options = training.options();
    LoaderOptions loading =
        LoaderOptions.everyImage(options.batch())
            .withWorkers(options.workers())
            .withMaxSkipped(options.maxSkipped());
    encoder.network().train(false);
    try (Loader loader =
            new Loader(
                training.images(),
                Views.of(encoder.preprocessing().asView()),
                loading,
                training.random());
        LoaderEpoch epoch = loader.open(Plan.of(IntStream.range(0, size).toArray()), 0, 0)) {
      boolean more = true;
      while (more) {
        try (Scope scope = Scope.openNoGrad()) {
          Optional<Batch> batch = epoch.next();
          batch.ifPresent(
              images -> fill(features, images, encoder.network().features(images.view(0))));
          more = batch.isPresent();
        }
      }
    } finally {
      encoder.network().train(true);
    }
    return features;
  }

  private static void fill(float[][] features, Batch batch, Tensor rows) {
    float[] values = Tensors.floats(rows);
    long[] indices = Tensors.longs(batch.indices());
    int width = features[0].length;
    for (int i = 0; i < indices.length; i++) {
      features[(int) indices[i]] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
    }
  }
}
