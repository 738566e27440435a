package org.likeness.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.Views;
import org.likeness.data.Dataset;
import org.likeness.data.Plan;
import org.likeness.data.load.Loader;
import org.likeness.data.load.LoaderEpoch;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.ParallelForward;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/** Times embedding, decoding alone and the network alone, interleaved. */
public final class EmbedBench {
  private final Encoder encoder;
  private final Dataset images;
  private final LoaderOptions options;
  private final int rounds;

  /** Prepares the benchmark; {@code options} must cover every image. */
  public EmbedBench(Encoder encoder, Dataset images, LoaderOptions options, int rounds) {
    this.encoder = encoder;
    this.images = images;
    this.options = options;
    this.rounds = rounds;
  }

  /**
   * Measures all parts.
   *
   * @param progress is called after each round
   * @return from files to vectors; from files to the network's input; the network alone, called as
   *     in the first, on batches in memory; and, where the first splits batches, the network with
   *     all threads in each operation
   */
  public List<Timing> measure(BenchProgress progress) {
    Views views = Views.of(encoder.preprocessing().asView());
    long[] view = views.get(0).shape();
    int size = Math.min(options.batch(), images.size());
    int batches = (images.size() + size - 1) / size;
    NetworkEmbedder embedder = new NetworkEmbedder(encoder, FeatureKind.HEAD);
    Features features = new Features(embedder, options);
    ParallelForward forward = new ParallelForward(embedder);
    long[] shape = {size, view[0], view[1], view[2]};
    boolean training = encoder.network().isTraining();
    encoder.network().train(false);
    try (Loader loader = new Loader(images, views, options, new RandomSource(0));
        Tensor batch = Scope.outside(() -> torch.randn(shape))) {
      List<Timing.Work> works = new ArrayList<>();
      works.add(Timing.Work.of("embedding", images.size(), "images", () -> embed(features)));
      works.add(
          Timing.Work.of(
              "decoding and cropping alone", images.size(), "images", () -> make(loader)));
      works.add(network("network alone", batch, batches, () -> forward.vectors(batch)));
      if (forward.cuts(size)) {
        works.add(
            network(
                "network, all threads in each operation",
                batch,
                batches,
                () -> embedder.vectors(batch)));
      }
      return Timing.byTurns(rounds, works, progress);
    } finally {
      encoder.network().train(training);
    }
  }

  private static Timing.Work network(
      String name, Tensor batch, int batches, Supplier<Tensor> forward) {
    return Timing.Work.of(
        name,
        batches * batch.size(0),
        "images",
        () -> {
          for (int i = 0; i < batches; i++) {
            try (Scope scope = Scope.openNoGrad()) {
              Tensors.floats(forward.get());
            }
          }
        });
  }

  private void embed(Features features) {
    features.of(images, FeatureProgress.NONE).matrix().close();
  }

  private void make(Loader loader) {
    Plan all = Plan.of(IntStream.range(0, images.size()).toArray());
    try (LoaderEpoch epoch = loader.open(all, 0, 0)) {
      while (epoch.next().isPresent()) {
        // The timed work is the making of the batches.
      }
    }
  }
}
