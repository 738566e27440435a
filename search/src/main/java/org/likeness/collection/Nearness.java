package org.likeness.collection;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.likeness.features.FeatureProgress;
import org.likeness.neighbours.Neighbours;
import org.likeness.torch.Scope;

/** Exact search of a collection's nearest rows to vectors of other images. */
public final class Nearness {
  private Nearness() {}

  /**
   * The k nearest rows of each query.
   *
   * @param queries {@code [m, d]}, of any length
   * @param rows of the collection
   * @param k 1 to the number of rows
   */
  public static Neighbours search(Tensor queries, UnitRows rows, int k) {
    if (k < 1 || k > rows.size()) {
      throw new IllegalArgumentException("k must be in [1, " + rows.size() + "] but is " + k);
    }
    int[] none = new int[Math.toIntExact(queries.size(0))];
    Arrays.fill(none, -1);
    try (Scope scope = Scope.openNoGrad();
        UnitRows asking = UnitRows.of(rows.centre(queries))) {
      return NearestRows.search(asking, rows, none, k, FeatureProgress.NONE);
    }
  }
}
