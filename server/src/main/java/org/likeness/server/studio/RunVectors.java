package org.likeness.server.studio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
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
    PriorityQueue<Found> best =
        new PriorityQueue<>(
            Comparator.comparingDouble(Found::similarity)
                .thenComparing(Found::index, Comparator.reverseOrder()));
    for (int row = 0; row < indices.length; row++) {
      if (indices[row] == without) {
        continue;
      }
      double sum = 0;
      for (int i = 0, at = row * dimension; i < dimension; i++, at++) {
        sum += query[i] * rows[at];
      }
      if (best.size() < k) {
        best.add(new Found(indices[row], sum));
      } else if (sum > best.element().similarity()) {
        best.remove();
        best.add(new Found(indices[row], sum));
      }
    }
    List<Found> found = new ArrayList<>(best);
    found.sort(best.comparator().reversed());
    return found;
  }

  Encoder encoder() {
    return encoder;
  }

  int size() {
    return indices.length;
  }
}
