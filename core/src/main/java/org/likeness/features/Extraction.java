package org.likeness.features;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.View;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.Dataset;
import org.likeness.data.Plan;
import org.likeness.data.SkippedImage;
import org.likeness.data.load.Loader;
import org.likeness.data.load.LoaderEpoch;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Network;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * The loop over a data set that computes embeddings: in order, in evaluation mode, one scope per
 * batch. Batch {@code b} always has the images from {@code b * size} on, wherever the loop starts,
 * so the bits of a row do not depend on where an earlier loop was interrupted, for the same number
 * of threads ({@link ParallelForward}).
 */
public final class Extraction {
  private final Embedder embedder;
  private final LoaderOptions options;

  public Extraction(Embedder embedder, LoaderOptions options) {
    if (options.dropLast() || options.smallestBatch() != 1) {
      throw new IllegalArgumentException(
          "an extraction must see every image: use LoaderOptions.everyImage");
    }
    this.embedder = embedder;
    this.options = options;
  }

  /** Runs from batch {@code firstBatch} to the end; returns the images that cannot be decoded. */
  public java.util.List<SkippedImage> run(
      Dataset dataset, View view, int firstBatch, FeatureProgress progress, VectorSink sink) {
    Optional<Network> network = embedder.network();
    boolean training = network.map(Network::isTraining).orElse(false);
    network.ifPresent(n -> n.train(false));
    ParallelForward forward = new ParallelForward(embedder);
    try (Loader loader = new Loader(dataset, Views.of(view), options, new RandomSource(0))) {
      loop(loader, forward, dataset.size(), firstBatch, progress, sink);
      return loader.skipped();
    } finally {
      network.ifPresent(n -> n.train(training));
    }
  }

  private void loop(
      Loader loader,
      ParallelForward forward,
      int size,
      int firstBatch,
      FeatureProgress progress,
      VectorSink sink) {
    Plan plan = Plan.of(IntStream.range(0, size).toArray());
    try (LoaderEpoch epoch = loader.open(plan, 0, firstBatch)) {
      boolean more = true;
      while (more) {
        try (Scope scope = Scope.openNoGrad()) {
          Optional<Batch> batch = epoch.next();
          more = batch.isPresent();
          if (more) {
            Tensor vectors = forward.vectors(batch.get().view(0));
            sink.accept(vectors, Tensors.longs(batch.get().indices()), epoch.position());
          }
        }
        int done = (int) Math.min(size, (long) epoch.position() * options.batch());
        if (more && !progress.proceed(done, size)) {
          throw new CancellationException(
              "the extraction was cancelled after " + done + " of " + size + " images");
        }
      }
    }
  }
}
