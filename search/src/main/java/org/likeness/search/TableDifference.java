package org.likeness.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BitSet;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.TableImage;

/**
 * How a table differs from its rows in an index.
 *
 * @param added rows of the table that the index does not have
 * @param changed rows that it has with another vector, label or attributes
 * @param moved rows that it has under another index of the image; they are not in {@code changed}
 * @param gone ids that the table does not have
 * @param there rows of the table that the index had
 * @param renamed rows of {@code added} whose vector a row of {@code gone} had
 */
record TableDifference(
    FixedBitSet added,
    FixedBitSet changed,
    FixedBitSet moved,
    List<String> gone,
    int there,
    int renamed) {
  /**
   * A vector that moved by less than this is the same: the last bits depend on the batch that an
   * image was in.
   */
  private static final double SAME = 1e-3;

  /** Everything is new. */
  static TableDifference allNew(EmbeddingTable table) {
    FixedBitSet all = new FixedBitSet(Math.max(1, table.size()));
    all.set(0, table.size());
    FixedBitSet none = new FixedBitSet(Math.max(1, table.size()));
    return new TableDifference(all, none, none, List.of(), 0, 0);
  }

  static TableDifference of(
      EmbeddingTable table, TableRows rows, int number, DirectoryReader reader) throws IOException {
    int bits = Math.max(1, table.size());
    FixedBitSet added = new FixedBitSet(bits);
    FixedBitSet changed = new FixedBitSet(bits);
    FixedBitSet moved = new FixedBitSet(bits);
    List<Segment> segments = new ArrayList<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      segments.add(new Segment(leaf.reader()));
    }
    int[] there = {0};
    rows.visit(
        row -> true,
        (row, unit) -> {
          TableImage image = table.images().get(row);
          BytesRef key = RowDocument.key(number, image.id()).bytes();
          for (Segment segment : segments) {
            int doc = segment.find(key);
            if (doc >= 0) {
              there[0]++;
              compare(segment, doc, new RowDocument(number, image, unit), row, changed, moved);
              return;
            }
          }
          added.set(row);
        });
    List<String> gone = new ArrayList<>();
    Map<Long, Integer> vectors = new HashMap<>();
    for (Segment segment : segments) {
      segment.addUnseen(number, gone, vectors);
    }
    int renamed = gone.isEmpty() ? 0 : renamed(rows, added, vectors);
    return new TableDifference(added, changed, moved, gone, there[0], renamed);
  }

  /** How many rows that are new have a vector that is gone; each counts for one of them. */
  private static int renamed(TableRows rows, BitSet added, Map<Long, Integer> vectors)
      throws IOException {
    int[] renamed = {0};
    rows.visit(
        added::get,
        (row, unit) -> {
          if (vectors.merge(hash(unit), -1, Integer::sum) >= 0) {
            renamed[0]++;
          }
        });
    return renamed[0];
  }

  /** Of 64 bits, so that millions of vectors have hashes of their own. */
  private static long hash(float[] vector) {
    long hash = 1;
    for (float value : vector) {
      hash = (hash ^ Float.floatToIntBits(value)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  private static void compare(
      Segment segment, int doc, RowDocument now, int row, BitSet changed, BitSet moved)
      throws IOException {
    if (segment.differs(doc, now)) {
      changed.set(row);
    } else if (segment.order(doc) != now.order()) {
      moved.set(row);
    }
  }

  boolean any() {
    return changes().any() || moved.cardinality() > 0;
  }

  Changes changes() {
    int anew = changed.cardinality();
    return new Changes(
        added.cardinality() - renamed, anew, gone.size() - renamed, there - anew, renamed);
  }

  /** What is known of the rows of one segment. */
  private static final class Segment {
    private final LeafReader leaf;
    private final Optional<TermsEnum> keys;
    private final FixedBitSet seen;

    Segment(LeafReader leaf) throws IOException {
      this.leaf = leaf;
      Terms terms = leaf.terms(Fields.KEY);
      this.keys = terms == null ? Optional.empty() : Optional.of(terms.iterator());
      this.seen = new FixedBitSet(Math.max(1, leaf.maxDoc()));
    }

    /** The document of a key that is not deleted; -1 if there is none. */
    int find(BytesRef key) throws IOException {
      if (keys.isEmpty() || !keys.get().seekExact(key)) {
        return -1;
      }
      Bits live = leaf.getLiveDocs();
      PostingsEnum docs = keys.get().postings(null, PostingsEnum.NONE);
      for (int doc = docs.nextDoc(); doc < leaf.maxDoc(); doc = docs.nextDoc()) {
        if (live == null || live.get(doc)) {
          seen.set(doc);
          return doc;
        }
      }
      return -1;
    }

    boolean differs(int doc, RowDocument now) throws IOException {
      FloatVectorValues vectors = leaf.getFloatVectorValues(Fields.VECTOR);
      vectors.advance(doc);
      if (UnitVectors.squaredDistance(vectors.vectorValue(), now.unit()) > SAME * SAME) {
        return true;
      }
      SortedDocValues labels = leaf.getSortedDocValues(Fields.LABEL);
      String label =
          labels != null && labels.advanceExact(doc)
              ? labels.lookupOrd(labels.ordValue()).utf8ToString()
              : "";
      Map<String, String> attributes = now.image().attributes();
      return !label.equals(now.image().label())
          || !binary(Fields.ATTRIBUTES, doc).equals(RowDocument.attributes(attributes));
    }

    private String binary(String field, int doc) throws IOException {
      BinaryDocValues values = leaf.getBinaryDocValues(field);
      return values != null && values.advanceExact(doc) ? values.binaryValue().utf8ToString() : "";
    }

    long order(int doc) throws IOException {
      NumericDocValues values = leaf.getNumericDocValues(Fields.ORDER);
      return values.advanceExact(doc) ? values.longValue() : -1;
    }

    void addUnseen(int table, List<String> gone, Map<Long, Integer> hashes) throws IOException {
      NumericDocValues orders = leaf.getNumericDocValues(Fields.ORDER);
      if (orders == null) {
        return;
      }
      FloatVectorValues vectors = leaf.getFloatVectorValues(Fields.VECTOR);
      Bits live = leaf.getLiveDocs();
      for (int doc = orders.nextDoc(); doc < leaf.maxDoc(); doc = orders.nextDoc()) {
        boolean here = live == null || live.get(doc);
        if (here && !seen.get(doc) && Fields.tableOf(orders.longValue()) == table) {
          gone.add(binary(Fields.PATH, doc));
          vectors.advance(doc);
          hashes.merge(hash(vectors.vectorValue()), 1, Integer::sum);
        }
      }
    }
  }
}
