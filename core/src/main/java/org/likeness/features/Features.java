package org.likeness.features;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.View;
import org.likeness.data.Dataset;
import org.likeness.data.SkippedImage;
import org.likeness.data.load.LoaderOptions;
import org.likeness.torch.Scope;

/**
 * Extracts the vectors of a whole data set into memory. The network is set to evaluation mode and
 * then back to its previous mode. For more vectors than fit in memory, or to save them, use an
 * embedding table ({@code table.EmbeddingTable}).
 */
public final class Features {
  private final Embedder embedder;
  private final LoaderOptions options;

  /**
   * Extraction with the given options.
   *
   * @param options such as {@link LoaderOptions#everyImage}; no batch may be dropped
   */
  public Features(Embedder embedder, LoaderOptions options) {
    this.embedder = requireNonNull(embedder, "embedder is null");
    this.options = requireNonNull(options, "options is null");
  }

  /** As {@link #of(Dataset, View, FeatureProgress)} with the embedder's own preprocessing. */
  public Vectors of(Dataset dataset, FeatureProgress progress) {
    return of(dataset, embedder.preprocessing().asView(), progress);
  }

  /**
   * The vectors of all images, in the order of the data set.
   *
   * @param view the preprocessing, if not the embedder's own
   * @throws java.util.concurrent.CancellationException if {@code progress} cancels it
   * @throws org.likeness.error.RunException if too many images cannot be decoded
   */
  public Vectors of(Dataset dataset, View view, FeatureProgress progress) {
    int width = embedder.dimension();
    int[] indices = new int[dataset.size()];
    int[] rows = new int[1];
    try (Scope scope = Scope.openNoGrad()) {
      Tensor all = torch.empty(dataset.size(), width);
      List<SkippedImage> skipped =
          new Extraction(embedder, options)
              .run(
                  dataset,
                  view,
                  0,
                  progress,
                  (vectors, numbers, next) -> {
                    all.narrow(0, rows[0], numbers.length).copy_(vectors);
                    for (long number : numbers) {
                      indices[rows[0]++] = Math.toIntExact(number);
                    }
                  });
      Tensor filled = scope.keep(all.narrow(0, 0, rows[0]));
      return new Vectors(filled, Arrays.copyOf(indices, rows[0]), skipped);
    }
  }
}
