package org.likeness.bench;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Matrices of {@link FixedNumbers}. */
final class FixedRows {
  private FixedRows() {}

  /** Rows of length 1, {@code [n, d]}. */
  static Tensor unit(int n, int d, int series) {
    Tensor rows = torch.empty(n, d);
    try (FloatPointer data = rows.data_ptr_float()) {
      IntStream.range(0, n)
          .parallel()
          .forEach(
              i -> {
                float[] row = new float[d];
                double square = 0;
                for (int k = 0; k < d; k++) {
                  row[k] = FixedNumbers.at((long) i * d + k, series);
                  square += (double) row[k] * row[k];
                }
                double length = Math.sqrt(square);
                for (int k = 0; k < d; k++) {
                  row[k] = (float) (row[k] / length);
                }
                try (FloatPointer place = new FloatPointer(data)) {
                  place.position((long) i * d).put(row);
                }
              });
    }
    return rows;
  }
}
