package org.likeness.evaluate;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Exact search of the k most similar rows of a bank, with bounded memory: queries and bank are cut
 * into chunks, each pair of chunks is one matrix product, and its scores are offered to the {@link
 * NearestFloats} or {@link Nearest} of their query while they are still in the cache.
 *
 * <p>Equal similarities are ordered by bank row, also at the end of the list. (libtorch's {@code
 * topk} promises nothing there.)
 */
public final class NearestNeighbours {
  private static final int QUERY_CHUNK = 1024;
  private static final int BANK_CHUNK = 2048;

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
    boolean single = Tensors.type(queries) == ScalarType.Float;
    try (Scope scope = Scope.openNoGrad()) {
      Tensor room = torch.empty(new long[] {0, 0}, queries.options(), null); // of one product
      for (int q = 0; q < indices.length; q += queryChunk) {
        int count = Math.min(queryChunk, indices.length - q);
        Best best = single ? new BestOfFloats(count, k) : new BestOfDoubles(count, k);
        Tensor asking = queries.narrow(0, q, count);
        for (int b = 0; b < size(bank); b += bankChunk) {
          int width = Math.min(bankChunk, size(bank) - b);
          if (room.size(0) != count || room.size(1) != width) {
            room.close();
            room = torch.empty(new long[] {count, width}, queries.options(), null);
          }
          try (Scope step = Scope.openNoGrad()) {
            Tensor product = torch.mm_out(room, asking, bank.narrow(0, b, width).t());
            if (excludeSelf) {
              maskSelf(product, q - b);
            }
            Tensor scores = product.to(new Device("cpu"), Tensors.type(product)).contiguous();
            best.read(scores);
            int first = b;
            inParts(count, (from, to) -> best.offer(from, to, width, first));
          }
        }
        int first = q;
        inParts(
            count,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                best.drain(i, indices[first + i], similarities[first + i]);
              }
            });
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

  /** Work on the queries {@code [from, to)}. */
  private interface Part {
    void run(int from, int to);
  }

  private static void inParts(int count, Part work) {
    int parts = Math.min(count, 4 * Runtime.getRuntime().availableProcessors());
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part ->
                work.run((int) ((long) part * count / parts), (int) ((part + 1L) * count / parts)));
  }

  /**
   * The best rows of each of some queries. Different queries may be served by different threads.
   */
  private interface Best {
    /** Looks at the memory of {@code [queries, width]} scores. */
    void read(Tensor scores);

    /** Offers the scores of some queries, copied row by row, within the cache. */
    void offer(int from, int to, int width, int first);

    void drain(int query, int[] indices, double[] similarities);
  }

  private static final class BestOfFloats implements Best {
    private final NearestFloats[] nearest;
    private FloatBuffer scores = FloatBuffer.allocate(0);

    BestOfFloats(int queries, int k) {
      nearest = new NearestFloats[queries];
      Arrays.setAll(nearest, i -> new NearestFloats(k));
    }

    @Override
    public void read(Tensor tensor) {
      scores = tensor.data_ptr_float().capacity(tensor.numel()).asBuffer();
    }

    @Override
    public void offer(int from, int to, int width, int first) {
      float[] row = new float[width];
      for (int query = from; query < to; query++) {
        scores.get(query * width, row, 0, width);
        nearest[query].offer(row, first);
      }
    }

    @Override
    public void drain(int query, int[] indices, double[] similarities) {
      nearest[query].drain(indices, similarities);
    }
  }

  private static final class BestOfDoubles implements Best {
    private final Nearest[] nearest;
    private DoubleBuffer scores = DoubleBuffer.allocate(0);

    BestOfDoubles(int queries, int k) {
      nearest = new Nearest[queries];
      Arrays.setAll(nearest, i -> new Nearest(k));
    }

    @Override
    public void read(Tensor tensor) {
      scores = tensor.data_ptr_double().capacity(tensor.numel()).asBuffer();
    }

    @Override
    public void offer(int from, int to, int width, int first) {
      double[] row = new double[width];
      for (int query = from; query < to; query++) {
        scores.get(query * width, row, 0, width);
        nearest[query].offer(row, first);
      }
    }

    @Override
    public void drain(int query, int[] indices, double[] similarities) {
      nearest[query].drain(indices, similarities);
    }
  }
}
