package org.likeness.server.studio;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.Vectors;
import org.likeness.neighbours.Cosine;
import org.likeness.neighbours.NearestNeighbours;
import org.likeness.neighbours.Neighbours;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * The embeddings of a run's images by its encoder, to be searched: all of them, or a seeded sample
 * of {@value #MOST} where there are more. Immutable and thread-safe.
 */
final class RunVectors {
  static final int MOST = 20_000;
  private static final int BATCH = 128;

  private final Encoder encoder;
  private final int[] indices;
  private final float[] rows;
  private final int dimension;

  private RunVectors(Encoder encoder, int[] indices, float[] rows) {
    this.encoder = encoder;
    this.indices = indices;
    this.rows = rows;
    this.dimension = encoder.dimension();
  }

  /** An image that was found, with its cosine. */
  record Found(int index, double similarity) {}

  /** Embeds the images, or the sample. */
  static RunVectors of(Encoder encoder, Dataset images, FeatureProgress progress) {
    int[] chosen = sample(images.size(), MOST);
    try (Scope scope = Scope.openNoGrad()) {
      Vectors vectors =
          new Features(
                  new NetworkEmbedder(encoder, FeatureKind.HEAD), LoaderOptions.everyImage(BATCH))
              .of(new Subset(images, chosen, images.name()), progress);
      int[] indices = Arrays.stream(vectors.indices()).map(i -> chosen[i]).toArray();
      return new RunVectors(encoder, indices, Tensors.floats(Cosine.unit(vectors.matrix())));
    }
  }

  /** Numbers below {@code size}, rising: all, or {@code most} of them drawn with a fixed seed. */
  static int[] sample(int size, int most) {
    int[] numbers = new int[size];
    Arrays.setAll(numbers, i -> i);
    if (size > most) {
      new RandomSource(0).stream(Purpose.EVALUATION, 0, 0, 0).shuffle(numbers);
      numbers = Arrays.copyOf(numbers, most);
      Arrays.sort(numbers);
    }
    return numbers;
  }

  /**
   * The nearest images of a vector of length 1, the nearest first; equal ones by their number.
   *
   * @param k how many at most
   * @param without an image that is left out; -1 for none
   */
  List<Found> nearest(float[] query, int k, int without) {
    int asked = Math.min(k + (without < 0 ? 0 : 1), indices.length);
    if (asked == 0) {
      return List.of();
    }
    Neighbours nearest;
    try (Scope scope = Scope.openNoGrad()) {
      Tensor bank = Tensors.of(rows, indices.length, dimension);
      nearest = new NearestNeighbours().search(bank, Tensors.of(query, 1, dimension), asked, false);
    }
    return IntStream.range(0, asked)
        .mapToObj(i -> new Found(indices[nearest.indices()[0][i]], nearest.similarities()[0][i]))
        .filter(found -> found.index() != without)
        .limit(k)
        .toList();
  }

  Encoder encoder() {
    return encoder;
  }

  int size() {
    return indices.length;
  }
}
