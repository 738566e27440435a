package org.likeness.search;

import java.io.IOException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * The vectors of a segment of Lucene's index in one tensor, row i of document i. Deleted documents
 * have a row until their segment is merged. Thread-safe until it is closed.
 */
final class SegmentRows implements AutoCloseable {
  private static final int CHUNK = 4096;

  private final Tensor rows;

  private SegmentRows(Tensor rows) {
    this.rows = rows;
  }

  /** Copies the vectors of a segment; all its documents have one. */
  static SegmentRows load(LeafReader leaf, boolean half) throws IOException {
    Torch.require();
    int count = leaf.maxDoc();
    FloatVectorValues vectors = leaf.getFloatVectorValues(Fields.VECTOR);
    if (vectors == null || vectors.size() != count) {
      throw new CorruptIndexException("a segment has no vector for some rows", leaf.toString());
    }
    int dimension = vectors.dimension();
    SegmentRows segment =
        new SegmentRows(
            Scope.outside(
                () -> {
                  try (TensorOptions options =
                      new TensorOptions(half ? ScalarType.Half : ScalarType.Float)) {
                    return torch.empty(new long[] {count, dimension}, options, null);
                  }
                }));
    try {
      float[] chunk = new float[Math.min(CHUNK, Math.max(1, count)) * dimension];
      for (int from = 0; from < count; from += CHUNK) {
        int some = Math.min(CHUNK, count - from);
        for (int i = 0; i < some; i++) {
          vectors.nextDoc();
          System.arraycopy(vectors.vectorValue(), 0, chunk, i * dimension, dimension);
        }
        segment.put(chunk, from, some, dimension);
      }
      return segment;
    } catch (IOException | RuntimeException e) {
      segment.close();
      throw e;
    }
  }

  private void put(float[] chunk, int from, int count, int dimension) {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor place = rows.narrow(0, from, count);
      Tensor values = torch.empty(count, dimension);
      values.data_ptr_float().put(chunk, 0, count * dimension);
      place.copy_(values);
    }
  }

  /** The query in the type of the rows, {@code [d]}, in the caller's scope. */
  Tensor query(float[] vector) {
    Tensor query = Tensors.of(vector, vector.length);
    return query.to(Tensors.type(rows));
  }

  /**
   * Similarities of consecutive rows to a query.
   *
   * @param query from {@link #query}
   * @param scores receives them, from 0 on
   */
  void score(Tensor query, int from, int count, float[] scores) {
    try (Scope scope = Scope.openNoGrad()) {
      read(product(rows.narrow(0, from, count), query), count, scores);
    }
  }

  /** Similarities of some rows, which alone are copied. */
  void score(Tensor query, long[] which, float[] scores) {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor some = rows.index_select(0, Tensors.of(which, which.length));
      read(product(some, query), which.length, scores);
    }
  }

  private static Tensor product(Tensor some, Tensor query) {
    return Tensors.type(some) == ScalarType.Half
        ? HalfProducts.of(some, query)
        : torch.mv(some, query);
  }

  private static void read(Tensor product, int count, float[] scores) {
    Tensor floats = product.to(ScalarType.Float);
    try (FloatPointer data = floats.data_ptr_float()) {
      data.get(scores, 0, count);
    }
  }

  @Override
  public void close() {
    rows.close();
  }
}
