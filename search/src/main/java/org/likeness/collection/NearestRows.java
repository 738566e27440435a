package org.likeness.collection;

import java.util.Arrays;
import org.likeness.features.FeatureProgress;
import org.likeness.neighbours.Neighbours;

/**
 * Exact search of the nearest rows of a collection that need not be in memory. Of equal
 * similarities the lower row is the nearer.
 */
final class NearestRows {
  private NearestRows() {}

  /**
   * The k nearest bank rows of each query.
   *
   * @param own for each query the bank row that is itself and no neighbour, -1 for none
   * @param k 1 to the number of bank rows, less one where a query is one of them
   */
  static Neighbours search(
      UnitRows queries, UnitRows bank, int[] own, int k, FeatureProgress progress) {
    int[][] indices = new int[queries.size()][k];
    double[][] similarities = new double[queries.size()][k];
    new TileScan(queries, bank, false).run(() -> new Best(own, indices, similarities), progress);
    return new Neighbours(indices, similarities);
  }

  private static final class Best implements TileScan.Reader {
    private final int[] own;
    private final int[][] indices;
    private final double[][] similarities;

    Best(int[] own, int[][] indices, double[][] similarities) {
      this.own = own;
      this.indices = indices;
      this.similarities = similarities;
    }

    @Override
    public void read(int query, float[] scores, int first) {
      int[] rows = indices[query];
      double[] best = similarities[query];
      if (first == 0) {
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        Arrays.fill(rows, -1);
      }
      int last = best.length - 1;
      for (int i = 0; i < scores.length; i++) {
        if (scores[i] > best[last] && first + i != own[query]) {
          int place = last;
          while (place > 0 && scores[i] > best[place - 1]) {
            best[place] = best[place - 1];
            rows[place] = rows[place - 1];
            place--;
          }
          best[place] = scores[i];
          rows[place] = first + i;
        }
      }
    }
  }
}
