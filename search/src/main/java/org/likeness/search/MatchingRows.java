package org.likeness.search;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a segment that are not deleted and match a filter: all, or a mask where they are
 * many, or a list where they are few.
 *
 * @param count how many match
 * @param mask null if all documents of the segment match, or if there is a list
 * @param list their numbers, rising; null if there is a mask, or all match
 */
@SuppressWarnings("ArrayRecordComponent") // made once by a query, read only
record MatchingRows(int count, @Nullable Bits mask, long @Nullable [] list) {
  /** Rows that are fewer than one in this many are copied together, not scored among all. */
  private static final int FEW = 4;

  /** The rows of a segment that match a weight; all where there is none. */
  static MatchingRows of(LeafReaderContext leaf, @Nullable Weight filter) throws IOException {
    Bits live = leaf.reader().getLiveDocs();
    if (filter == null) {
      return new MatchingRows(leaf.reader().numDocs(), live, null);
    }
    Scorer scorer = filter.scorer(leaf);
    if (scorer == null) {
      return new MatchingRows(0, null, new long[0]);
    }
    int most = leaf.reader().maxDoc();
    long[] list = new long[Math.max(1, most / FEW)];
    FixedBitSet mask = null;
    int count = 0;
    DocIdSetIterator matches = scorer.iterator();
    for (int doc = matches.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = matches.nextDoc()) {
      if (live != null && !live.get(doc)) {
        continue;
      }
      if (mask == null && count == list.length) {
        mask = new FixedBitSet(most);
        for (long before : list) {
          mask.set((int) before);
        }
      }
      if (mask == null) {
        list[count] = doc;
      } else {
        mask.set(doc);
      }
      count++;
    }
    return mask == null
        ? new MatchingRows(count, null, Arrays.copyOf(list, count))
        : new MatchingRows(count, mask, null);
  }

  /** Calls something with each of them, rising. */
  void forEach(int most, DocVisitor visitor) throws IOException {
    if (list != null) {
      for (long doc : list) {
        visitor.visit((int) doc);
      }
      return;
    }
    for (int doc = 0; doc < most; doc++) {
      if (mask == null || mask.get(doc)) {
        visitor.visit(doc);
      }
    }
  }

  /** Receives a document of the segment. */
  interface DocVisitor {
    void visit(int doc) throws IOException;
  }
}
