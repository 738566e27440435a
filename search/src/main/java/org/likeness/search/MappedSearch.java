package org.likeness.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.VectorUtil;

/**
 * Compares a query with the few rows that match a filter, read from Lucene's mapped files: for an
 * approximate index, whose vectors are not in memory. A graph is slow there, since most of the rows
 * that it leads to do not match.
 */
final class MappedSearch {
  private MappedSearch() {}

  /**
   * The rows with the largest inner product.
   *
   * @param matching of each segment
   * @return documents of the reader, rising
   */
  static int[] search(
      List<LeafReaderContext> leaves,
      List<MatchingRows> matching,
      RowOrder order,
      float[] unit,
      int candidates)
      throws IOException {
    BestRows best = new BestRows(candidates);
    for (LeafReaderContext leaf : leaves) {
      MatchingRows rows = matching.get(leaf.ord);
      if (rows.count() > 0) {
        FloatVectorValues vectors = leaf.reader().getFloatVectorValues(Fields.VECTOR);
        rows.forEach(
            leaf.reader().maxDoc(),
            doc -> {
              vectors.advance(doc);
              float score = VectorUtil.dotProduct(unit, vectors.vectorValue());
              best.offer(score, order.number(leaf.docBase + doc));
            });
      }
    }
    int[] docs = best.numbers();
    for (int i = 0; i < docs.length; i++) {
      docs[i] = order.doc(docs[i]);
    }
    Arrays.sort(docs);
    return docs;
  }
}
