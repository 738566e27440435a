package org.likeness.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.util.Bits;

/**
 * The numbers of rows: documents that are not deleted, by table and index of the image, whatever
 * segments they are in.
 */
final class RowOrder {
  private final int[] docs;
  private final int[] numbers;

  private RowOrder(int[] docs, int[] numbers) {
    this.docs = docs;
    this.numbers = numbers;
  }

  static RowOrder of(List<LeafReaderContext> leaves, int rows, int most) throws IOException {
    long[] orders = new long[rows];
    int[] docs = new int[rows];
    int[] numbers = new int[most];
    Arrays.fill(numbers, -1);
    int count = 0;
    boolean sorted = true;
    for (LeafReaderContext leaf : leaves) {
      NumericDocValues values = leaf.reader().getNumericDocValues(Fields.ORDER);
      Bits live = leaf.reader().getLiveDocs();
      for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
        if (live != null && !live.get(doc)) {
          continue;
        }
        if (values == null || !values.advanceExact(doc)) {
          throw new org.apache.lucene.index.CorruptIndexException(
              "a row has no place", leaf.reader().toString());
        }
        orders[count] = values.longValue();
        sorted &= count == 0 || orders[count - 1] < orders[count];
        docs[count++] = leaf.docBase + doc;
      }
    }
    if (sorted) {
      for (int i = 0; i < count; i++) {
        numbers[docs[i]] = i;
      }
      return new RowOrder(docs, numbers);
    }
    long[] rising = orders.clone();
    Arrays.sort(rising);
    int[] ordered = new int[count];
    for (int i = 0; i < count; i++) {
      int number = Arrays.binarySearch(rising, orders[i]);
      numbers[docs[i]] = number;
      ordered[number] = docs[i];
    }
    return new RowOrder(ordered, numbers);
  }

  /** The document of a row. */
  int doc(int number) {
    return docs[number];
  }

  /** The number of a document's row; -1 if it is deleted. */
  int number(int doc) {
    return numbers[doc];
  }

  /** Number of rows. */
  int size() {
    return docs.length;
  }
}
