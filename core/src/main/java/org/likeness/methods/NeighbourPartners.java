package org.likeness.methods;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.data.Plan;
import org.likeness.method.Epoch;
import org.likeness.neighbours.Cosine;
import org.likeness.neighbours.NearestNeighbours;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;

/** Nearest neighbours of the training images as their partners, chosen anew for each epoch. */
final class NeighbourPartners {
  private final double probability;
  private final RandomSource random;
  private final Tensor nearest; // long[n], kept in checkpoints; each image itself at first

  /**
   * Partners of {@code images} images, built outside any scope.
   *
   * @param probability that an image's partner is its nearest neighbour and not the image itself
   */
  NeighbourPartners(int images, double probability, RandomSource random) {
    this.probability = probability;
    this.random = random;
    this.nearest = Tensors.of(LongStream.range(0, images).toArray(), images);
  }

  /** The number of each image's nearest neighbour, {@code long[n]}. */
  Tensor tensor() {
    return nearest;
  }

  /**
   * Finds the most similar other image of each, by the cosine of its features.
   *
   * @param features {@code [n][f]}; an image whose row is zero stays its own partner
   */
  void find(float[][] features) {
    if (features.length < 2) {
      return;
    }
    Tensor rows = Cosine.unit(Tensors.matrix(features)); // [n, f]
    int[][] found = new NearestNeighbours().search(rows, rows, 1, true).indices();
    long[] partners = new long[features.length];
    for (int i = 0; i < partners.length; i++) {
      partners[i] = isZero(features[i]) ? i : found[i][0];
    }
    Tensors.copy(Tensors.of(partners, partners.length), nearest);
  }

  private static boolean isZero(float[] row) {
    for (float value : row) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** The plan with its partners drawn. */
  Plan plan(Epoch epoch, Plan proposed) {
    long[] known = Tensors.longs(nearest);
    int[] partners =
        Arrays.stream(proposed.indices())
            .map(image -> isDrawn(epoch, image) ? Math.toIntExact(known[image]) : image)
            .toArray();
    return new Plan(proposed.indices(), partners, proposed.targets());
  }

  private boolean isDrawn(Epoch epoch, int image) {
    return random.stream(Purpose.SAMPLING, epoch.number(), image).chance(probability);
  }
}
