package org.likeness.evaluate;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.torch.Scope;
import org.likeness.torch.SerialProducts;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * Exact search of the k most similar rows of a bank, with bounded memory: queries and bank are cut
 * into tiles. Each of {@link Torch#threads} threads takes some queries and goes through the bank
 * with them; each tile is one matrix product, whose scores are offered to the {@link NearestFloats}
 * or {@link Nearest} of their query while they are still in the cache.
 *
 * <p>Equal similarities are ordered by bank row, also at the end of the list. (libtorch's {@code
 * topk} promises nothing there.) The tiles do not depend on the number of threads, so the result
 * does not either.
 */
public final class NearestNeighbours {
  // Of those tried (64 to 512 by 512 to 2048, d = 128) among the fastest.
  private static final int QUERY_TILE = 512;
  private static final int BANK_TILE = 1024;
  // Few queries are spread over the cores, in parts that are still worth a product.
  private static final int PARTS = 8;
  private static final int LEAST_QUERIES = 32;

  private final int queryTile;
  private final int bankTile;

  public NearestNeighbours() {
    this(QUERY_TILE, BANK_TILE);
  }

  NearestNeighbours(int queryTile, int bankTile) {
    this.queryTile = queryTile;
    this.bankTile = bankTile;
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
    int asked = size(queries);
    Neighbours found = new Neighbours(new int[asked][k], new double[asked][k]);
    int tile = Math.min(queryTile, Math.max(LEAST_QUERIES, asked / PARTS + 1));
    ForkJoinPool pool = new ForkJoinPool(Torch.threads()); // in which the stream runs
    try (SerialProducts serial = SerialProducts.open()) {
      pool.submit(
              () ->
                  IntStream.range(0, (asked + tile - 1) / tile)
                      .parallel()
                      .forEach(
                          i -> {
                            int first = i * tile;
                            int count = Math.min(tile, asked - first);
                            search(bank, queries, first, count, excludeSelf, found);
                          }))
          .join();
    } finally {
      pool.shutdown();
    }
    return found;
  }

  /** Goes through the bank with {@code count} queries, {@code first} and on. */
  private void search(
      Tensor bank, Tensor queries, int first, int count, boolean excludeSelf, Neighbours found) {
    boolean single = Tensors.type(queries) == ScalarType.Float;
    Best best = single ? new BestOfFloats(count, found.k()) : new BestOfDoubles(count, found.k());
    try (Scope scope = Scope.openNoGrad()) {
      Tensor asking = queries.narrow(0, first, count);
      Tensor room = torch.empty(new long[] {0, 0}, queries.options(), null); // of one product
      for (int b = 0; b < size(bank); b += bankTile) {
        int width = Math.min(bankTile, size(bank) - b);
        if (room.size(1) != width) {
          room.close();
          room = torch.empty(new long[] {count, width}, queries.options(), null);
        }
        try (Scope step = Scope.openNoGrad()) {
          Tensor product = torch.mm_out(room, asking, bank.narrow(0, b, width).t());
          if (excludeSelf) {
            maskSelf(product, first - b);
          }
          best.offer(product.to(new Device("cpu"), Tensors.type(product)).contiguous(), b);
        }
      }
    }
    for (int i = 0; i < count; i++) {
      best.drain(i, found.indices()[first + i], found.similarities()[first + i]);
    }
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

  /** The best rows of each of some queries. */
  private interface Best {
    /** Offers {@code [queries, width]} scores of bank rows {@code first} and on. */
    void offer(Tensor scores, int first);

    void drain(int query, int[] indices, double[] similarities);
  }

  private static final class BestOfFloats implements Best {
    private final NearestFloats[] nearest;
    private float[] row = {};

    BestOfFloats(int queries, int k) {
      nearest = new NearestFloats[queries];
      Arrays.setAll(nearest, i -> new NearestFloats(k));
    }

    @Override
    public void offer(Tensor scores, int first) {
      FloatBuffer buffer = scores.data_ptr_float().capacity(scores.numel()).asBuffer();
      int width = Math.toIntExact(scores.size(1));
      if (row.length != width) {
        row = new float[width];
      }
      for (NearestFloats best : nearest) {
        buffer.get(row);
        best.offer(row, first);
      }
    }

    @Override
    public void drain(int query, int[] indices, double[] similarities) {
      nearest[query].drain(indices, similarities);
    }
  }

  private static final class BestOfDoubles implements Best {
    private final Nearest[] nearest;
    private double[] row = {};

    BestOfDoubles(int queries, int k) {
      nearest = new Nearest[queries];
      Arrays.setAll(nearest, i -> new Nearest(k));
    }

    @Override
    public void offer(Tensor scores, int first) {
      DoubleBuffer buffer = scores.data_ptr_double().capacity(scores.numel()).asBuffer();
      int width = Math.toIntExact(scores.size(1));
      if (row.length != width) {
        row = new double[width];
      }
      for (Nearest best : nearest) {
        buffer.get(row);
        best.offer(row, first);
      }
    }

    @Override
    public void drain(int query, int[] indices, double[] similarities) {
      nearest[query].drain(indices, similarities);
    }
  }
}
