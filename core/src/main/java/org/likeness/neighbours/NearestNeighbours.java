package org.likeness.neighbours;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
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
 * topk} does not define that order.) The tiles do not depend on the number of threads, so the
 * result does not either.
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

  public NearestNeighbours(int queryTile, int bankTile) {
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
   * @throws IllegalArgumentException for another k, and where a number of bank or queries is not
   *     finite
   */
  public Neighbours search(Tensor bank, Tensor queries, int k, boolean excludeSelf) {
    requireFinite("bank", bank);
    requireFinite("queries", queries);
    int available = size(bank) - (excludeSelf ? 1 : 0);
    if (k < 1 || k > available) {
      throw new IllegalArgumentException("k must be in [1, " + available + "] but is " + k);
    }
    if (excludeSelf && bank.size(0) != queries.size(0)) {
      throw new IllegalArgumentException(
          "a query can exclude itself only where the queries are the bank");
    }
    int asked = size(queries);
    Neighbours found = new Neighbours(new int[asked][k], new double[asked][k]);
    int tile = Math.min(queryTile, Math.max(LEAST_QUERIES, asked / PARTS + 1));
    int tiles = (asked + tile - 1) / tile;
    int threads = Math.max(1, Math.min(tiles, Torch.threads()));
    AtomicInteger next = new AtomicInteger();
    ForkJoinPool pool = new ForkJoinPool(threads);
    List<ForkJoinTask<?>> running = new ArrayList<>();
    try (SerialProducts serial = SerialProducts.open()) {
      for (int i = 0; i < threads; i++) {
        running.add(
            pool.submit(
                () ->
                    new Search(bank, queries, tile, bankTile, excludeSelf)
                        .run(next, tiles, found)));
      }
      running.forEach(ForkJoinTask::quietlyJoin); // all, before the tensors may be freed
    } finally {
      pool.shutdown();
    }
    running.forEach(ForkJoinTask::join); // throws what one of them threw
    return found;
  }

  /** What one thread does, and the memory that it uses for one tile after the other. */
  private record Search(Tensor bank, Tensor queries, int tile, int bankTile, boolean excludeSelf) {
    /** Takes tiles of queries until there are no more. */
    void run(AtomicInteger next, int tiles, Neighbours found) {
      boolean single = Tensors.type(queries) == ScalarType.Float;
      Best best = single ? new BestOfFloats(tile, found.k()) : new BestOfDoubles(tile, found.k());
      try (Scope scope = Scope.openNoGrad()) {
        Tensor room = torch.empty(new long[] {(long) tile * bankTile}, queries.options(), null);
        for (int i = next.getAndIncrement(); i < tiles; i = next.getAndIncrement()) {
          int first = i * tile;
          int count = Math.min(tile, found.size() - first);
          search(first, count, room, best);
          for (int q = first; q < first + count; q++) {
            best.drain(q - first, found.indices()[q], found.similarities()[q]);
          }
        }
      }
    }

    /** Goes through the bank with {@code count} queries, {@code first} and on. */
    private void search(int first, int count, Tensor room, Best best) {
      for (int b = 0; b < size(bank); b += bankTile) {
        int width = Math.min(bankTile, size(bank) - b);
        try (Scope step = Scope.openNoGrad()) {
          Tensor place = room.narrow(0, 0, (long) count * width).view(count, width);
          Tensor asking = queries.narrow(0, first, count);
          Tensor product = torch.mm_out(place, asking, bank.narrow(0, b, width).t());
          if (excludeSelf) {
            maskSelf(product, first - b);
          }
          best.offer(product.to(new Device("cpu"), Tensors.type(product)).contiguous(), b);
        }
      }
    }
  }

  /** A score that is NaN has no order and would be lost silently. */
  private static void requireFinite(String name, Tensor rows) {
    try (Scope scope = Scope.openNoGrad()) {
      // The sum is one pass that takes no memory; only very large numbers make it infinite too.
      if (Double.isFinite(Tensors.doubles(rows.sum())[0])) {
        return;
      }
      long[] finite = Tensors.longs(rows.isfinite().all(1));
      for (int row = 0; row < finite.length; row++) {
        if (finite[row] == 0) {
          throw new IllegalArgumentException(
              "%s must hold finite values only, but row %d does not".formatted(name, row));
        }
      }
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

  /**
   * The best rows of each of some queries; what was drained may be used again. Two classes, since
   * Java's arrays and buffers of floats and doubles have nothing in common, and floats are worth a
   * faster selection than doubles can have.
   */
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
      int queries = Math.toIntExact(scores.size(0));
      for (int query = 0; query < queries; query++) {
        buffer.get(row);
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
      int queries = Math.toIntExact(scores.size(0));
      for (int query = 0; query < queries; query++) {
        buffer.get(row);
        nearest[query].offer(row, first);
      }
    }

    @Override
    public void drain(int query, int[] indices, double[] similarities) {
      nearest[query].drain(indices, similarities);
    }
  }
}
