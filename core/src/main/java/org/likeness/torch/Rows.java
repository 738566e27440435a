package org.likeness.torch;

import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Float matrices whose rows are computed in Java, in double precision and in parallel. */
public final class Rows {
  private Rows() {}

  /**
   * A matrix in the caller's scope.
   *
   * @param filler writes all of the row of the given number; called by several threads
   * @return {@code [n, d]}
   */
  public static Tensor filled(int n, int d, ObjIntConsumer<double[]> filler) {
    Tensor rows = torch.empty(n, d);
    try (FloatPointer data = rows.data_ptr_float()) {
      IntStream.range(0, n)
          .parallel()
          .forEach(
              i -> {
                double[] row = new double[d];
                filler.accept(row, i);
                float[] floats = new float[d];
                for (int k = 0; k < d; k++) {
                  floats[k] = (float) row[k];
                }
                try (FloatPointer place = new FloatPointer(data)) {
                  place.position((long) i * d).put(floats);
                }
              });
    }
    return rows;
  }

  /** As {@link #filled}, each row divided by its Euclidean length. */
  public static Tensor unit(int n, int d, ObjIntConsumer<double[]> filler) {
    return filled(
        n,
        d,
        (row, i) -> {
          filler.accept(row, i);
          double square = 0;
          for (double value : row) {
            square += value * value;
          }
          double length = Math.sqrt(square);
          for (int k = 0; k < row.length; k++) {
            row[k] /= length;
          }
        });
  }
}
