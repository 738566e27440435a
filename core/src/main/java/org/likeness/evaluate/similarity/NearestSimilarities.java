package org.likeness.evaluate.similarity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * The cosines of queries to their nearest bank rows of the same kind and of other kinds.
 *
 * @param queries one for each query that has rows of both
 * @param without number of queries without a row of the same kind, or of another
 */
record NearestSimilarities(List<Pair> queries, int without) {
  private static final int CHUNK = 256;

  /**
   * The cosines of one query, falling.
   *
   * @param positives to rows of the same kind, at least one
   * @param negatives to rows of other kinds, at least one
   */
  @SuppressWarnings("ArrayRecordComponent") // read only
  record Pair(double[] positives, double[] negatives) {}

  /**
   * Searches every row of the bank.
   *
   * @param bank unit rows, {@code [N, d]}
   * @param bankKinds the kind of each
   * @param queries unit rows, {@code [Q, d]}
   * @param queryKinds the kind of each
   * @param k cosines of each query and side, or as many as there are
   */
  static NearestSimilarities of(
      Tensor bank, int[] bankKinds, Tensor queries, int[] queryKinds, int k) {
    List<Pair> found = new ArrayList<>();
    int n = bankKinds.length;
    for (int from = 0; from < queryKinds.length; from += CHUNK) {
      int rows = Math.min(CHUNK, queryKinds.length - from);
      try (Scope scope = Scope.openNoGrad()) {
        float[] scores = Tensors.floats(queries.narrow(0, from, rows).matmul(bank.t()));
        for (int r = 0; r < rows; r++) {
          Largest positives = new Largest(k);
          Largest negatives = new Largest(k);
          for (int c = 0; c < n; c++) {
            boolean same = bankKinds[c] == queryKinds[from + r];
            (same ? positives : negatives).offer(scores[r * n + c]);
          }
          if (positives.size > 0 && negatives.size > 0) {
            found.add(new Pair(positives.values(), negatives.values()));
          }
        }
      }
    }
    return new NearestSimilarities(List.copyOf(found), queryKinds.length - found.size());
  }

  /** The k largest of the numbers offered, falling. */
  private static final class Largest {
    private final double[] values;
    private int size;

    Largest(int k) {
      values = new double[k];
    }

    void offer(double value) {
      if (size == values.length && value <= values[size - 1]) {
        return;
      }
      int place = size < values.length ? size++ : size - 1;
      while (place > 0 && values[place - 1] < value) {
        values[place] = values[place - 1];
        place--;
      }
      values[place] = value;
    }

    double[] values() {
      return Arrays.copyOf(values, size);
    }
  }
}
