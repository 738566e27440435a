package org.likeness.clustering;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.neighbours.Cosine;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * K-means by Lloyd's algorithm: rows go to the nearest centre, centres to the mean of their rows,
 * until no row changes its cluster. A cluster that loses its last row gets the row that is farthest
 * from its own centre. The first centres are chosen by k-means++ (Arthur and Vassilvitskii, SODA
 * 2007): each is a row, drawn in proportion to its squared distance to the centres so far.
 *
 * <p>Distances are matrix products of tiles, so that memory stays bounded. Equal inputs give equal
 * results on one machine.
 *
 * @param clusters k, at least 1
 * @param iterations the most that are made, at least 1
 * @param restarts how often to begin anew, at least 1; the result of the smallest inertia counts
 */
public record KMeans(int clusters, int iterations, int restarts) {
  private static final long[] ROW = {1};
  private static final int TILE_CELLS = 1 << 22; // 16 MB of float distances

  public KMeans {
    if (clusters < 1 || iterations < 1 || restarts < 1) {
      throw new IllegalArgumentException(
          "clusters, iterations and restarts must be positive but are %d, %d and %d"
              .formatted(clusters, iterations, restarts));
    }
  }

  /**
   * Clusters rows.
   *
   * @param rows {@code [n, d]}, n at least k, float or double
   * @param random where the first centres come from
   * @throws org.likeness.error.RunException where a number is not finite
   */
  public Clusters fit(Tensor rows, RandomStream random) {
    return fit(rows, random, step -> {});
  }

  /**
   * As {@link #fit(Tensor, RandomStream)}.
   *
   * @param steps receives the number of iterations before each one, of {@code restarts *
   *     iterations} at most; what it throws ends the clustering
   */
  public Clusters fit(Tensor rows, RandomStream random, IntConsumer steps) {
    check(rows);
    Clusters best = fitFrom(rows, plusPlus(rows, random), steps);
    for (int i = 1; i < restarts; i++) {
      int done = i * iterations;
      Clusters next = fitFrom(rows, plusPlus(rows, random), step -> steps.accept(done + step));
      if (next.inertia() < best.inertia()) {
        best = next;
      }
    }
    return best;
  }

  /**
   * Clusters rows from given centres.
   *
   * @param centres {@code [k, d]}
   */
  public Clusters fitFrom(Tensor rows, Tensor centres) {
    return fitFrom(rows, centres, step -> {});
  }

  private Clusters fitFrom(Tensor rows, Tensor centres, IntConsumer steps) {
    check(rows);
    try (Scope scope = Scope.openNoGrad()) {
      Tensor now = centres.clone();
      Assignment assigned = assign(rows, now);
      int done = 0;
      boolean changed = true;
      while (changed && done < iterations) {
        steps.accept(done);
        try (Scope iteration = Scope.openNoGrad()) {
          now.copy_(means(rows, assigned));
          Assignment next = assign(rows, now);
          changed = !Arrays.equals(next.labels(), assigned.labels());
          assigned = next;
        }
        done++;
      }
      return new Clusters(scope.keep(now), assigned.labels(), assigned.inertia());
    }
  }

  private void check(Tensor rows) {
    Cosine.check(rows, "rows");
    if (rows.size(0) < clusters) {
      throw new IllegalArgumentException(
          "%d rows cannot make %d clusters: ask for fewer clusters"
              .formatted(rows.size(0), clusters));
    }
  }

  /**
   * The nearest centre of each row, the lowest number where equal.
   *
   * @param distances squared, of each row to its centre
   * @param sums of the rows of each cluster, {@code [k * d]}
   */
  @SuppressWarnings("ArrayRecordComponent") // of one iteration
  private record Assignment(int[] labels, double[] distances, double[] sums) {
    static Assignment empty(int n, int k, int d) {
      return new Assignment(new int[n], new double[n], new double[k * d]);
    }

    double inertia() {
      return Arrays.stream(distances).sum();
    }

    /** Takes rows from {@code first} on, {@code [t * d]}. */
    void add(int first, double[] rows, long[] nearest, double[] centres) {
      int d = rows.length / nearest.length;
      for (int i = 0; i < nearest.length; i++) {
        int label = Math.toIntExact(nearest[i]);
        double squared = 0; // of the difference: exact, not from the product
        for (int j = 0; j < d; j++) {
          double x = rows[i * d + j];
          double off = x - centres[label * d + j];
          squared += off * off;
          sums[label * d + j] += x;
        }
        labels[first + i] = label;
        distances[first + i] = squared;
      }
    }

    /** Moves a row from the sum of one cluster to that of another. */
    void move(double[] row, int from, int to) {
      int d = row.length;
      for (int j = 0; j < d; j++) {
        sums[from * d + j] -= row[j];
        sums[to * d + j] += row[j];
      }
    }
  }

  private static Assignment assign(Tensor rows, Tensor centres) {
    int n = Math.toIntExact(rows.size(0));
    int d = Math.toIntExact(rows.size(1));
    int k = Math.toIntExact(centres.size(0));
    Assignment assigned = Assignment.empty(n, k, d);
    double[] exact = Tensors.doubles(centres);
    int tile = Math.max(1, TILE_CELLS / Math.max(k, d));
    for (int first = 0; first < n; first += tile) {
      try (Scope scope = Scope.openNoGrad()) {
        Tensor part = rows.narrow(0, first, Math.min(tile, n - first)); // [t, d]
        Tensor half = centres.square().sum(ROW, false, null).mul(new Scalar(0.5)); // [k]
        Tensor score = torch.addmm(half, part, centres.t(), new Scalar(1), new Scalar(-1));
        long[] nearest = Tensors.longs(score.argmin(new LongOptional(1), false)); // [t]
        assigned.add(first, Tensors.doubles(part), nearest, exact);
      }
    }
    return assigned;
  }

  /** The mean of each cluster's rows, {@code [k, d]}; no cluster is empty. */
  private Tensor means(Tensor rows, Assignment assigned) {
    int[] counts = counts(withoutEmpty(rows, assigned));
    int d = Math.toIntExact(rows.size(1));
    double[] means = assigned.sums().clone();
    for (int i = 0; i < means.length; i++) {
      means[i] /= counts[i / d];
    }
    return Tensors.of(means, clusters, d).to(Tensors.type(rows));
  }

  private int[] counts(int[] labels) {
    int[] counts = new int[clusters];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  /** The labels, with the farthest rows moved to clusters that have none, also in the sums. */
  private int[] withoutEmpty(Tensor rows, Assignment assigned) {
    int[] labels = assigned.labels().clone();
    int[] counts = counts(labels);
    int[] empty = IntStream.range(0, clusters).filter(c -> counts[c] == 0).toArray();
    if (empty.length == 0) {
      return labels;
    }
    int[] farthest =
        IntStream.range(0, labels.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -assigned.distances()[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int next = 0;
    for (int cluster : empty) {
      while (counts[labels[farthest[next]]] < 2) {
        next++; // the only row of its cluster
      }
      int row = farthest[next++];
      counts[labels[row]]--;
      assigned.move(Tensors.doubles(rows.narrow(0, row, 1)), labels[row], cluster);
      labels[row] = cluster;
      counts[cluster]++;
    }
    return labels;
  }

  /** {@code [k, d]} rows. */
  private Tensor plusPlus(Tensor rows, RandomStream random) {
    int n = Math.toIntExact(rows.size(0));
    try (Scope scope = Scope.openNoGrad()) {
      long[] chosen = new long[clusters];
      chosen[0] = random.nextInt(n);
      double[] lengths = Tensors.doubles(rows.square().sum(ROW, false, null));
      double[] nearest = new double[n];
      Arrays.fill(nearest, Double.POSITIVE_INFINITY);
      for (int c = 1; c < clusters; c++) {
        int last = Math.toIntExact(chosen[c - 1]);
        try (Scope step = Scope.openNoGrad()) {
          double[] products = Tensors.doubles(rows.mv(rows.select(0, last)));
          for (int i = 0; i < n; i++) {
            double squared = Math.max(0, lengths[i] + lengths[last] - 2 * products[i]);
            nearest[i] = Math.min(nearest[i], squared);
          }
        }
        nearest[last] = 0;
        chosen[c] = draw(nearest, random);
      }
      return scope.keep(rows.index_select(0, Tensors.of(chosen, clusters)));
    }
  }

  /** A number in proportion to its weight; any where all weights are 0. */
  private static int draw(double[] weights, RandomStream random) {
    double rest = random.nextDouble() * Arrays.stream(weights).sum();
    int last = random.nextInt(weights.length);
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        rest -= weights[i];
        if (rest < 0) {
          return i;
        }
      }
    }
    return last;
  }
}
