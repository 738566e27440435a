package org.likeness.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.likeness.torch.Scope;
import org.likeness.torch.SerialProducts;
import org.likeness.torch.SingleThreads;
import org.likeness.torch.Torch;

/**
 * Compares a query with every row that matches, tile by tile: a product of a matrix and a vector
 * each, whose scores are offered to a heap. Large indexes are spread over libtorch's threads.
 */
final class ExactSearch {
  /** Values in a tile: its rows and scores stay in the cache. */
  private static final int TILE_VALUES = 1 << 20;

  private static final int LEAST_ROWS = 64;

  /** An index of fewer values is searched by the calling thread alone. */
  private static final long SERIAL_VALUES = 1 << 22;

  private final List<Tile> tiles = new ArrayList<>();
  private final RowOrder order;
  private final float[] vector;
  private final int candidates;
  private final int tileRows;

  private ExactSearch(RowOrder order, float[] vector, int candidates) {
    this.order = order;
    this.vector = vector;
    this.candidates = candidates;
    this.tileRows = Math.max(LEAST_ROWS, TILE_VALUES / vector.length);
  }

  /**
   * The rows with the largest inner product; of equal ones those of lower number.
   *
   * @param filter null for all rows
   * @return documents of the reader, rising
   */
  static int[] search(
      List<LeafReaderContext> leaves,
      RowOrder order,
      ResidentRows resident,
      @Nullable Weight filter,
      float[] vector,
      int candidates)
      throws IOException {
    ExactSearch search = new ExactSearch(order, vector, candidates);
    long rows = 0;
    for (LeafReaderContext leaf : leaves) {
      MatchingRows matching = MatchingRows.of(leaf, filter);
      if (matching.count() > 0) {
        search.add(leaf.docBase, leaf.reader().maxDoc(), resident.of(leaf.reader()), matching);
      }
      rows += matching.list() != null ? matching.count() : leaf.reader().maxDoc();
    }
    return search.run(rows * vector.length < SERIAL_VALUES ? 1 : Torch.threads());
  }

  private void add(int base, int rows, SegmentRows vectors, MatchingRows matching) {
    int length = matching.list() == null ? rows : matching.count();
    for (int from = 0; from < length; from += tileRows) {
      tiles.add(new Tile(base, vectors, matching, from, Math.min(tileRows, length - from)));
    }
  }

  private int[] run(int threads) {
    AtomicInteger next = new AtomicInteger();
    List<BestRows> found = new ArrayList<>();
    List<Runnable> parts = new ArrayList<>();
    for (int i = 0; i < Math.min(threads, tiles.size()); i++) {
      BestRows best = new BestRows(candidates);
      found.add(best);
      parts.add(() -> part(next, best));
    }
    try (SerialProducts serial = SerialProducts.open()) {
      if (parts.size() == 1) {
        parts.get(0).run();
      } else if (!parts.isEmpty()) {
        SingleThreads.run(parts);
      }
    }
    BestRows all = new BestRows(candidates);
    found.forEach(all::offer);
    int[] docs = all.numbers();
    for (int i = 0; i < docs.length; i++) {
      docs[i] = order.doc(docs[i]);
    }
    Arrays.sort(docs);
    return docs;
  }

  private void part(AtomicInteger next, BestRows best) {
    float[] scores = new float[tileRows];
    try (Scope scope = Scope.openNoGrad()) {
      Tensor query = null;
      for (int i = next.getAndIncrement(); i < tiles.size(); i = next.getAndIncrement()) {
        Tile tile = tiles.get(i);
        if (query == null) {
          query = tile.vectors.query(vector);
        }
        tile.offer(query, order, scores, best);
      }
    }
  }

  /** Consecutive rows of a segment, or of a list of its rows. */
  private record Tile(int base, SegmentRows vectors, MatchingRows matching, int from, int count) {
    void offer(Tensor query, RowOrder order, float[] scores, BestRows best) {
      long[] list = matching.list();
      if (list != null) {
        long[] some = Arrays.copyOfRange(list, from, from + count);
        vectors.score(query, some, scores);
        for (int i = 0; i < count; i++) {
          best.offer(scores[i], order.number(base + (int) some[i]));
        }
        return;
      }
      vectors.score(query, from, count, scores);
      Bits mask = matching.mask();
      float least = best.least();
      for (int i = 0; i < count; i++) {
        if (scores[i] >= least && (mask == null || mask.get(from + i))) {
          best.offer(scores[i], order.number(base + from + i));
          least = best.least();
        }
      }
    }
  }
}
