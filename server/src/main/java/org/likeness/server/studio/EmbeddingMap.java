package org.likeness.server.studio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.clustering.Clusters;
import org.likeness.clustering.KMeans;
import org.likeness.clustering.PrincipalComponents;
import org.likeness.features.FeatureProgress;
import org.likeness.neighbours.NearestNeighbours;
import org.likeness.neighbours.Neighbours;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.search.Filter;
import org.likeness.search.IndexRow;
import org.likeness.search.IndexView;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * What the map of an index is drawn from. All rows are shown, or a seeded sample of {@value
 * #SHOWN}. Of these a seeded sample of at most {@value #LAID_OUT} is laid out by UMAP; the others
 * are placed among their nearest of the sample. Thread-safe.
 */
final class EmbeddingMap {
  /** The fewest rows of a map. */
  static final int FEWEST = 4;

  static final int SHOWN = 200_000;
  static final int LAID_OUT = 20_000;
  private static final int NEIGHBOURS = 15;
  private static final int PLACED_BY = 3;
  private static final int TILE = 4096;
  private static final int PAGE = 1000;
  private static final int ITERATIONS = 30;

  private final List<IndexRow> rows; // the laid out first
  private final int sampled;
  private final float[] vectors; // [sampled * d], unit
  private final int dimension;
  private final float[] start;
  private final int[] nearest; // of the others, PLACED_BY of the sample each
  private final float[] weights;

  private EmbeddingMap(
      List<IndexRow> rows, int sampled, IndexView index, FeatureProgress progress) {
    this.rows = List.copyOf(rows);
    this.sampled = sampled;
    this.dimension = index.info().dimension();
    this.vectors = new float[sampled * dimension];
    this.start = new float[2 * rows.size()];
    int others = rows.size() - sampled;
    int by = Math.min(PLACED_BY, sampled);
    this.nearest = new int[others * by];
    this.weights = new float[others * by];
    fill(vectors, index, 0, sampled);
    place(index, by, progress);
  }

  private static void report(FeatureProgress progress, int done, int total) {
    if (!progress.proceed(done, total)) {
      throw new CancellationException("the map was cancelled");
    }
  }

  /**
   * Reads the vectors of an index.
   *
   * @throws CancellationException if the progress says so
   */
  static EmbeddingMap of(IndexView index, FeatureProgress progress) {
    return of(index, LAID_OUT, progress);
  }

  /** With another limit of what is laid out. */
  static EmbeddingMap of(IndexView index, int most, FeatureProgress progress) {
    int all = index.info().rows();
    int[] shown = RunVectors.sample(all, SHOWN);
    boolean[] first = new boolean[shown.length];
    for (int i : RunVectors.sample(shown.length, most)) {
      first[i] = true;
    }
    List<IndexRow> laidOut = new ArrayList<>();
    List<IndexRow> others = new ArrayList<>();
    int next = 0;
    for (int from = 0; from < all && next < shown.length; from += PAGE) {
      report(progress, 0, shown.length);
      for (IndexRow row : index.rows(Filter.all(), from, PAGE)) {
        if (next < shown.length && row.number() == shown[next]) {
          (first[next] ? laidOut : others).add(row);
          next++;
        }
      }
    }
    int sampled = laidOut.size();
    laidOut.addAll(others);
    return new EmbeddingMap(laidOut, sampled, index, progress);
  }

  private void fill(float[] into, IndexView index, int from, int count) {
    for (int i = 0; i < count; i++) {
      System.arraycopy(index.vector(rows.get(from + i)), 0, into, i * dimension, dimension);
    }
  }

  /** Finds the first places of all rows, and the nearest of those that are not laid out. */
  private void place(IndexView index, int by, FeatureProgress progress) {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor sample = Tensors.of(vectors, sampled, dimension);
      Projection plane = Projection.of(sample, Math.min(2, dimension));
      plane.project(sample, start, 0);
      report(progress, sampled, rows.size());
      float[] tile = new float[TILE * dimension];
      for (int from = sampled; from < rows.size(); from += TILE) {
        int count = Math.min(TILE, rows.size() - from);
        fill(tile, index, from, count);
        try (Scope each = Scope.openNoGrad()) {
          Tensor queries = Tensors.of(tile, TILE, dimension).narrow(0, 0, count);
          plane.project(queries, start, from);
          Neighbours found = new NearestNeighbours().search(sample, queries, by, false);
          for (int q = 0; q < count; q++) {
            int at = (from - sampled + q) * by;
            weigh(found.indices()[q], found.similarities()[q], at);
          }
        }
        report(progress, from + count, rows.size());
      }
    }
  }

  /** Weights fall with the squared distance; those of a row sum to 1. */
  private void weigh(int[] indices, double[] similarities, int at) {
    double sum = 0;
    double[] weight = new double[indices.length];
    for (int i = 0; i < indices.length; i++) {
      weight[i] = 1 / (1e-6 + Math.max(0, 1 - similarities[i]));
      sum += weight[i];
    }
    for (int i = 0; i < indices.length; i++) {
      nearest[at + i] = indices[i];
      weights[at + i] = (float) (weight[i] / sum);
    }
  }

  /** The rows shown: first those that are laid out, then the others. */
  List<IndexRow> rows() {
    return rows;
  }

  int size() {
    return rows.size();
  }

  /** How many are laid out. */
  int sampled() {
    return sampled;
  }

  /** The first places, x and y of each row: its principal components. */
  float[] start() {
    return start.clone();
  }

  /**
   * For the layout, little-endian: the number of rows laid out and k, as ints; of each k nearest of
   * them, itself left out, as ints; their distances (1 - cosine) as floats; then, for each other
   * row, how many place it, once, as an int, these rows as ints, and their weights as floats.
   */
  byte[] neighbours() {
    int k = Math.min(NEIGHBOURS, sampled - 1);
    Neighbours found;
    try (Scope scope = Scope.openNoGrad()) {
      Tensor sample = Tensors.of(vectors, sampled, dimension);
      found = new NearestNeighbours().search(sample, sample, k, true);
    }
    int ints = 3 + 2 * sampled * k + nearest.length + weights.length;
    ByteBuffer out = ByteBuffer.allocate(ints * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(sampled).putInt(k);
    for (int[] row : found.indices()) {
      for (int index : row) {
        out.putInt(index);
      }
    }
    for (double[] row : found.similarities()) {
      for (double similarity : row) {
        out.putFloat((float) Math.max(0, 1 - similarity));
      }
    }
    out.putInt(Math.min(PLACED_BY, sampled));
    for (int index : nearest) {
      out.putInt(index);
    }
    for (float weight : weights) {
      out.putFloat(weight);
    }
    return out.array();
  }

  /** The cluster of each row by k-means: the others have that of their nearest row. */
  int[] clusters(int k) {
    int[] labels = new int[rows.size()];
    try (Scope scope = Scope.openNoGrad()) {
      Tensor sample = Tensors.of(vectors, sampled, dimension);
      Clusters found =
          new KMeans(k, ITERATIONS, 1)
              .fit(sample, new RandomSource(0).stream(Purpose.EVALUATION, 1, 0, 0));
      System.arraycopy(found.labels(), 0, labels, 0, sampled);
    }
    int by = Math.min(PLACED_BY, sampled);
    for (int row = sampled; row < labels.length; row++) {
      labels[row] = labels[nearest[(row - sampled) * by]];
    }
    return labels;
  }

  /** The plane of the first two principal components; of one dimension, a line. */
  private record Projection(Tensor mean, Tensor directions) {
    static Projection of(Tensor rows, int components) {
      PrincipalComponents found = PrincipalComponents.of(rows, components);
      return new Projection(
          found.mean().to(ScalarType.Float), found.directions().to(ScalarType.Float));
    }

    void project(Tensor rows, float[] into, int from) {
      int width = Math.toIntExact(directions.size(0));
      float[] places = Tensors.floats(rows.sub(mean).mm(directions.t()));
      for (int i = 0; i < places.length; i++) {
        into[2 * from + 2 * (i / width) + i % width] = places[i];
      }
    }
  }
}
