package org.likeness.collection;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.clustering.KMeans;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.neighbours.Cosine;
import org.likeness.neighbours.Neighbours;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Spherical k-means: each row belongs to the centre to which it is most similar, and a centre is
 * the direction of the sum of its rows. The centres begin as those that {@link KMeans} finds in a
 * sample; then all rows are gone through, tile by tile, until no row changes its cluster.
 *
 * @param labels the cluster of each row, from 0, the largest cluster first
 * @param similarities of each row to its centre
 * @param sizes of the clusters
 */
@SuppressWarnings("ArrayRecordComponent") // as large as the data; read only
public record SphericalClusters(int[] labels, double[] similarities, int[] sizes) {
  private static final int SAMPLE = 20_000;
  private static final int ITERATIONS = 100;
  private static final int TILE = 4096;
  private static final int MOST_SUMS = 1 << 30;

  /**
   * Clusters rows.
   *
   * @param k clusters; some stay empty if fewer rows differ
   * @param seed of the sample and of the first centres
   * @throws InputException if k is not between 1 and the number of rows
   * @throws java.util.concurrent.CancellationException if {@code progress} cancels it
   */
  public static SphericalClusters of(UnitRows rows, int k, long seed, FeatureProgress progress) {
    if (k < 1 || k > rows.size()) {
      throw new InputException(
          "the number of clusters must be in [1, " + rows.size() + "] but is " + k);
    }
    requireRoom(k, rows.dimension());
    try (Scope scope = Scope.openNoGrad()) {
      Tensor centres = Cosine.unit(first(rows, k, seed)).clone();
      int[] labels = new int[rows.size()];
      Arrays.fill(labels, -1);
      double[] similarities = new double[rows.size()];
      for (int i = 0; i < ITERATIONS; i++) {
        try (Scope iteration = Scope.openNoGrad();
            UnitRows directions = UnitRows.of(centres)) {
          Neighbours nearest = nearest(rows, directions, progress);
          boolean changed = false;
          for (int row = 0; row < labels.length; row++) {
            changed |= labels[row] != nearest.indices()[row][0];
            labels[row] = nearest.indices()[row][0];
            similarities[row] = nearest.similarities()[row][0];
          }
          if (!changed) {
            break;
          }
          centres.copy_(centres(rows, labels, centres));
        }
      }
      return ordered(labels, similarities, k);
    }
  }

  /** The sums of all clusters are in one array. */
  static void requireRoom(int k, int dimension) {
    if ((long) k * dimension > MOST_SUMS) {
      throw new InputException(
          "the number of clusters must be in [1, %d] for vectors of %d values but is %d"
              .formatted(MOST_SUMS / dimension, dimension, k));
    }
  }

  private static Neighbours nearest(UnitRows rows, UnitRows centres, FeatureProgress progress) {
    int[] none = new int[rows.size()];
    Arrays.fill(none, -1);
    return NearestRows.search(rows, centres, none, 1, progress);
  }

  private static Tensor first(UnitRows rows, int k, long seed) {
    RandomStream random = new RandomSource(seed).stream(Purpose.SAMPLING, 0, 0);
    int[] all = IntStream.range(0, rows.size()).toArray();
    int[] sample = all;
    if (rows.size() > Math.max(SAMPLE, k)) {
      random.shuffle(all);
      sample = Arrays.stream(all).limit(Math.max(SAMPLE, k)).sorted().toArray();
    }
    return new KMeans(k, ITERATIONS, 1).fit(rows.rows(sample), random).centres();
  }

  /** The directions of the sums; an empty cluster keeps its centre. */
  private static Tensor centres(UnitRows rows, int[] labels, Tensor before) {
    int d = rows.dimension();
    int k = Math.toIntExact(before.size(0));
    double[] sums = new double[Math.multiplyExact(k, d)]; // checked by of()
    int[] sizes = new int[k];
    for (int from = 0; from < rows.size(); from += TILE) {
      try (Scope tile = Scope.openNoGrad()) {
        int count = Math.min(TILE, rows.size() - from);
        float[] values = Tensors.floats(rows.rows(from, count));
        for (int r = 0; r < count; r++) {
          int label = labels[from + r];
          sizes[label]++;
          for (int j = 0; j < d; j++) {
            sums[label * d + j] += values[r * d + j];
          }
        }
      }
    }
    double[] kept = Tensors.doubles(before);
    for (int c = 0; c < k; c++) {
      if (sizes[c] == 0) {
        System.arraycopy(kept, c * d, sums, c * d, d);
      }
    }
    return Cosine.unit(Tensors.of(sums, k, d)).to(Tensors.type(before));
  }

  /** Renumbers the clusters by falling size. */
  private static SphericalClusters ordered(int[] labels, double[] similarities, int k) {
    int[] counts = new int[k];
    for (int label : labels) {
      counts[label]++;
    }
    int[] order =
        IntStream.range(0, k)
            .boxed()
            .sorted((a, b) -> Integer.compare(counts[b], counts[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] place = new int[k];
    for (int i = 0; i < k; i++) {
      place[order[i]] = i;
    }
    return new SphericalClusters(
        Arrays.stream(labels).map(label -> place[label]).toArray(),
        similarities,
        Arrays.stream(order).map(label -> counts[label]).toArray());
  }

  /** The rows of a cluster, those most similar to its centre first. */
  public int[] members(int cluster) {
    return IntStream.range(0, labels.length)
        .filter(row -> labels[row] == cluster)
        .boxed()
        .sorted((a, b) -> Double.compare(similarities[b], similarities[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Mean similarity of the rows to their centres. */
  public double cohesion() {
    return Arrays.stream(similarities).average().orElse(0);
  }
}
