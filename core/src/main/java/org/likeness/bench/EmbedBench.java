package org.likeness.bench;

import java.util.List;
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
import org.likeness.evaluate.ParallelForward;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;

/** Embedding every image of a data set, beside its two halves, each alone, by turns. */
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

  /**
   * Times all three.
   *
   * @param progress hears of each round
   * @return from files to vectors; from files to the network's input; the network on batches that
   *     are there already, all threads in each operation; the same in slices, one for each core
   */
  public List<Timing> measure(BenchProgress progress) {
    Views views = Views.of(encoder.preprocessing().asView());
    long[] view = views.get(0).shape();
    int size = Math.min(options.batch(), images.size());
    int batches = (images.size() + size - 1) / size;
    NetworkEmbedder embedder = new NetworkEmbedder(encoder, FeatureKind.HEAD);
    Features features = new Features(embedder, options);
    long[] shape = {size, view[0], view[1], view[2]};
    try (Loader loader = new Loader(images, views, options, new RandomSource(0));
        ParallelForward forward = new ParallelForward(embedder);
        Tensor batch = Scope.outside(() -> torch.randn(shape))) {
      return Timing.byTurns(
          rounds,
          List.of(
              Timing.Work.of("embedding", images.size(), "images", () -> embed(features)),
              Timing.Work.of(
                  "decoding and cropping alone", images.size(), "images", () -> make(loader)),
              Timing.Work.of(
                  "network alone", (long) batches * size, "images", () -> forward(batch, batches)),
              Timing.Work.of(
                  "network alone, a slice for each core",
                  (long) batches * size,
                  "images",
                  () -> inSlices(forward, batch, batches))),
          progress);
    }
  }

  private void embed(Features features) {
    features.of(images, FeatureProgress.NONE).matrix().close();
  }

  private void make(Loader loader) {
    Plan all = Plan.of(IntStream.range(0, images.size()).toArray());
    try (LoaderEpoch epoch = loader.open(all, 0, 0)) {
      while (epoch.next().isPresent()) {
        // What is timed is the making of the batches.
      }
    }
  }

  private void inSlices(ParallelForward forward, Tensor batch, int batches) {
    encoder.network().train(false);
    for (int i = 0; i < batches; i++) {
      try (Scope scope = Scope.openNoGrad()) {
        forward.vectors(batch);
      }
    }
  }

  private void forward(Tensor batch, int batches) {
    for (int i = 0; i < batches; i++) {
      encoder.embed(batch);
    }
  }
}
