package org.likeness.evaluate;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Exact search of the k most similar rows of a bank, with bounded memory: queries and bank are cut into chunks, each pair of chunks is
 * one matrix product and one partial selection, and the selections of a query are merged over the bank.
 *
 * <p>Equal similarities are ordered by bank row, also at the end of the list. libtorch's selection promises nothing there, so it is asked
 * for one row more than is needed: where that row ties with the last one, the tied places are filled again by scanning the chunk.
 */
public final class NearestNeighbours {
  private static final int QUERY_CHUNK = 512;
  private static final int BANK_CHUNK = 16_384;

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
      throw new IllegalArgumentException("a query can only exclude itself where the queries are the bank");
    }
    int[][] indices = new int[size(queries)][];
    double[][] similarities = new double[size(queries)][];
    for (int q = 0; q < indices.length; q += queryChunk) {
      for (int b = 0; b < size(bank); b += bankChunk) {
        try (Scope scope = Scope.openNoGrad()) {
          Tensor some = queries.narrow(0, q, Math.min(queryChunk, indices.length - q));
          Tensor part = bank.narrow(0, b, Math.min(bankChunk, size(bank) - b));
          Tensor scores = some.matmul(part.t()); // [queryChunk, bankChunk]
          if (excludeSelf) {
            maskSelf(scores, q - b);
          }
          merge(best(scores, k, b), indices, similarities, q, k);
        }
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

  /** The k best of each row of one chunk in the order of the class comment; bank rows count from {@code first}. */
  private static Neighbours best(Tensor scores, int k, int first) {
    int rows = size(scores);
    int columns = Math.toIntExact(scores.size(1));
    int width = Math.min(k + 1, columns);
    T_TensorTensor_T top = scores.topk(width, 1, true, true);
    double[] values = Tensors.doubles(top.get0());
    long[] places = Tensors.longs(top.get1());
    int kept = Math.min(k, columns);
    int[][] indices = new int[rows][kept];
    double[][] similarities = new double[rows][];
    for (int r = 0; r < rows; r++) {
      int from = r * width;
      similarities[r] = Arrays.copyOfRange(values, from, from + kept);
      for (int i = 0; i < kept; i++) {
        indices[r][i] = first + (int) places[from + i];
      }
      if (width > k && values[from + k] == values[from + k - 1]) {
        fillTied(Tensors.doubles(scores.select(0, r)), values[from + k], similarities[r], indices[r], first);
      }
      sortTied(similarities[r], indices[r]);
    }
    return new Neighbours(indices, similarities);
  }

  /** Gives the places of value {@code tied} at the end of the list to the first columns that have it. */
  private static void fillTied(double[] row, double tied, double[] similarities, int[] indices, int first) {
    int place = indices.length;
    while (place > 0 && similarities[place - 1] == tied) {
      place--;
    }
    for (int column = 0; place < indices.length; column++) {
      if (row[column] == tied) {
        indices[place++] = first + column;
      }
    }
  }

  /** Orders the indices of each run of equal similarities. */
  private static void sortTied(double[] similarities, int[] indices) {
    for (int from = 0; from < indices.length; ) {
      int to = from + 1;
      while (to < indices.length && similarities[to] == similarities[from]) {
        to++;
      }
      if (to - from > 1) {
        Arrays.sort(indices, from, to);
      }
      from = to;
    }
  }

  /** Merges the lists of one chunk into those found so far; what was found earlier has lower bank rows, so it goes first at a tie. */
  private static void merge(Neighbours found, int[][] indices, double[][] similarities, int q, int k) {
    for (int r = 0; r < found.size(); r++) {
      if (indices[q + r] == null) {
        indices[q + r] = found.indices()[r];
        similarities[q + r] = found.similarities()[r];
        continue;
      }
      int[] oldIndices = indices[q + r];
      double[] oldValues = similarities[q + r];
      int[] newIndices = found.indices()[r];
      double[] newValues = found.similarities()[r];
      int length = Math.min(k, oldIndices.length + newIndices.length);
      int[] mergedIndices = new int[length];
      double[] mergedValues = new double[length];
      for (int i = 0, o = 0, n = 0; i < length; i++) {
        boolean old = n == newIndices.length || o < oldIndices.length && oldValues[o] >= newValues[n];
        mergedIndices[i] = old ? oldIndices[o] : newIndices[n];
        mergedValues[i] = old ? oldValues[o++] : newValues[n++];
      }
      indices[q + r] = mergedIndices;
      similarities[q + r] = mergedValues;
    }
  }
}
