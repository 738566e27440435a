package org.likeness.bench;

import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.Views;
import org.likeness.data.Dataset;
import org.likeness.data.Loader;
import org.likeness.data.LoaderEpoch;
import org.likeness.data.LoaderOptions;
import org.likeness.data.Plan;
import org.likeness.encoder.Encoder;
import org.likeness.evaluate.FeatureKind;
import org.likeness.evaluate.FeatureProgress;
import org.likeness.evaluate.Features;
import org.likeness.evaluate.NetworkEmbedder;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;

/** Embedding every image of a data set, beside the two halves of it, each alone. */
public final class EmbedBench {
  private final Encoder encoder;
  private final Dataset images;
  private final LoaderOptions options;
  private final int rounds;

  /** Prepares; {@code options} must see every image. */
  public EmbedBench(Encoder encoder, Dataset images, LoaderOptions options, int rounds) {
    this.encoder = encoder;
    this.images = images;
    this.options = options;
    this.rounds = rounds;
  }

  /** From files to vectors. */
  public Timing whole() {
    Features features = new Features(new NetworkEmbedder(encoder, FeatureKind.HEAD), options);
    return Timing.of(
        "embedding",
        images.size(),
        "images",
        rounds,
        () -> features.of(images, FeatureProgress.NONE).matrix().close());
  }

  /** From files to the network's input. */
  public Timing input() {
    Views views = Views.of(encoder.preprocessing().asView());
    Plan all = Plan.of(IntStream.range(0, images.size()).toArray());
    try (Loader loader = new Loader(images, views, options, new RandomSource(0))) {
      return Timing.of(
          "decoding and cropping alone",
          images.size(),
          "images",
          rounds,
          () -> {
            try (LoaderEpoch epoch = loader.open(all, 0, 0)) {
              while (epoch.next().isPresent()) {
                // What is timed is the making of the batches.
              }
            }
          });
    }
  }

  /** The network on batches that are there already. */
  public Timing forward() {
    long[] view = encoder.preprocessing().asView().shape();
    int size = Math.min(options.batch(), images.size());
    int batches = (images.size() + size - 1) / size;
    try (Scope scope = Scope.openNoGrad()) {
      Tensor batch = torch.randn(new long[] {size, view[0], view[1], view[2]});
      return Timing.of(
          "network alone",
          (long) batches * size,
          "images",
          rounds,
          () -> {
            for (int i = 0; i < batches; i++) {
              encoder.embed(batch);
            }
          });
    }
  }
}
