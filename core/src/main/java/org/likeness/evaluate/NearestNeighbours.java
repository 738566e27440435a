package org.likeness.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Exact search of the k most similar rows of a bank, with bounded memory: queries and bank are cut
 * into chunks, each pair of chunks is one matrix product, and its scores are offered to the {@link
 * Nearest} of their query while they are still in the cache.
 *
 * <p>Equal similarities are ordered by bank row, also at the end of the list. (libtorch's {@code
 * topk} promises nothing there.)
 */
public final class NearestNeighbours {
  private static final int QUERY_CHUNK = 512;
  private static final int BANK_CHUNK = 4096;

  private final int queryChunk;
  private final int bankChunk;

  public NearestNeighbours() {
    this(QUERY_CHUNK, BANK_CHUNK);
  }

  NearestNeighbours(int queryChunk, int bankChunk) {
    this.queryChunk = queryChunk;
    this.bankChunk = bankChunk;
  }

  /**
   * Searches by dot product.
   *
   * @param bank {@code [N, d]} unit rows
   * @param queries {@code [Q, d]} unit rows of the same type
   * @param k neighbours of each query, 1 to N (N - 1 where a query excludes itself)
   * @param excludeSelf the queries are the bank, and no row is its own neighbour
   */
  public Neighbours search(Tensor bank, Tensor queries, int k, boolean excludeSelf) {
    int available = size(bank) - (excludeSelf ? 1 : 0);
    if (k < 1 || k > available) {
      throw new IllegalArgumentException("k must be in [1, " + available + "] but is " + k);
    }
    if (excludeSelf && bank.size(0) != queries.size(0)) {
      throw new IllegalArgumentException(
          "a query can only exclude itself where the queries are the bank");
    }
    int[][] indices = new int[size(queries)][k];
    double[][] similarities = new double[size(queries)][k];
    for (int q = 0; q < indices.length; q += queryChunk) {
      Nearest[] nearest = new Nearest[Math.min(queryChunk, indices.length - q)];
      Arrays.setAll(nearest, i -> new Nearest(k));
      for (int b = 0; b < size(bank); b += bankChunk) {
        try (Scope scope = Scope.openNoGrad()) {
          Tensor part = bank.narrow(0, b, Math.min(bankChunk, size(bank) - b));
          Tensor scores =
              queries.narrow(0, q, nearest.length).matmul(part.t()); // [queryChunk, bankChunk]
          if (excludeSelf) {
            maskSelf(scores, q - b);
          }
          offer(scores, nearest, b);
        }
      }
      for (int i = 0; i < nearest.length; i++) {
        nearest[i].drain(indices[q + i], similarities[q + i]);
      }
    }
    return new Neighbours(indices, similarities);
  }

  private static int size(Tensor rows) {
    return Math.toIntExact(rows.size(0));
  }

  /** Puts minus infinity where row r of the queries is row r + offset of this part of the bank. */
  private static void maskSelf(Tensor scores, int offset) {
    if (offset < scores.size(1) && -offset < scores.size(0)) {
      scores.diagonal(offset, 0, 1).fill_(new Scalar(Double.NEGATIVE_INFINITY));
    }
  }

  private static void offer(Tensor scores, Nearest[] nearest, int first) {
    int width = Math.toIntExact(scores.size(1));
    IntStream rows = IntStream.range(0, nearest.length).parallel();
    if (Tensors.type(scores) == ScalarType.Float) {
      float[] values = Tensors.floats(scores);
      rows.forEach(r -> nearest[r].offer(values, r * width, (r + 1) * width, first));
    } else {
      double[] values = Tensors.doubles(scores);
      rows.forEach(r -> nearest[r].offer(values, r * width, (r + 1) * width, first));
    }
  }
}
