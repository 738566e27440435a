package org.likeness.search;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.bytedeco.pytorch.Tensor;
import org.likeness.error.InputException;
import org.likeness.table.EmbeddingTable;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Goes through the unit vectors of an embedding table, some thousand rows at a time. */
final class TableRows {
  private static final int TILE_VALUES = 1 << 20;

  private final EmbeddingTable table;
  private final String name;

  TableRows(EmbeddingTable table, String name) {
    Torch.require();
    this.table = table;
    this.name = name;
  }

  /** Receives a row. */
  interface Visitor {
    void row(int row, float[] unit) throws java.io.IOException;
  }

  /**
   * Visits rows by rising number.
   *
   * @param wanted which
   * @throws InputException if a vector has values that are not finite
   */
  void visit(IntPredicate wanted, Visitor visitor) throws java.io.IOException {
    int dimension = table.dimension();
    int tile = Math.max(1, TILE_VALUES / dimension);
    for (int from = 0; from < table.size(); from += tile) {
      int count = Math.min(tile, table.size() - from);
      int first = from;
      while (first < from + count && !wanted.test(first)) {
        first++;
      }
      if (first == from + count) {
        continue;
      }
      float[] values = floats(from, count);
      for (int i = first - from; i < count; i++) {
        if (wanted.test(from + i)) {
          visitor.row(from + i, unit(values, i * dimension, from + i));
        }
      }
    }
  }

  private float[] floats(int from, int count) {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor rows = table.rows(from, count);
      return Tensors.floats(rows);
    }
  }

  private float[] unit(float[] values, int at, int row) {
    try {
      return UnitVectors.of(Arrays.copyOfRange(values, at, at + table.dimension()));
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "the vector of %s in the table %s has values that are not finite, so it cannot be compared: embed the data with an encoder that did not diverge"
              .formatted(table.images().get(row).id(), name),
          e);
    }
  }
}
