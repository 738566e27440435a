package org.likeness.backbone;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.torch.Tensors;

/** Vectors that tell the tokens of a vision transformer their places, {@code [1, 1 + n, D]}. */
final class TokenPositions {
  private static final double LONGEST = 10_000;

  private TokenPositions() {}

  /**
   * Sines and cosines of row and column in D/4 frequencies each, and zeros for the [CLS] token
   * (Chen et al., <i>An Empirical Study of Training Self-Supervised Vision Transformers</i>, ICCV
   * 2021, appendix).
   *
   * @param side patches along a side, so that n is its square
   * @param width D, a multiple of 4
   */
  static Tensor sincos(int side, int width) {
    int frequencies = width / 4;
    float[] values = new float[Math.multiplyExact(1 + Math.multiplyExact(side, side), width)];
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        int at = (1 + row * side + column) * width;
        for (int i = 0; i < frequencies; i++) {
          double omega = 1 / Math.pow(LONGEST, (double) i / frequencies);
          values[at + i] = (float) StrictMath.sin(row * omega);
          values[at + frequencies + i] = (float) StrictMath.cos(row * omega);
          values[at + 2 * frequencies + i] = (float) StrictMath.sin(column * omega);
          values[at + 3 * frequencies + i] = (float) StrictMath.cos(column * omega);
        }
      }
    }
    return Tensors.of(values, 1, 1 + (long) side * side, width);
  }

  /** Whether these are positions of a square of patches, which {@link #resized} needs. */
  static boolean ofSquare(Tensor positions) {
    return positions.dim() == 3
        && positions.size(0) == 1
        && positions.size(1) > 1
        && side(positions) * side(positions) == positions.size(1) - 1;
  }

  /** The same for another grid, by bicubic interpolation; that of [CLS] stays as it is. */
  static Tensor resized(Tensor positions, long rows, long columns) {
    long side = side(positions);
    if (rows == side && columns == side) {
      return positions;
    }
    long width = positions.size(2);
    Tensor grid =
        positions.narrow(1, 1, side * side).reshape(1, side, side, width).permute(0, 3, 1, 2);
    Tensor other = torch.upsample_bicubic2d(grid, new long[] {rows, columns}, false);
    return torch.cat(
        new TensorVector(
            positions.narrow(1, 0, 1), other.permute(0, 2, 3, 1).reshape(1, rows * columns, width)),
        1);
  }

  private static long side(Tensor positions) {
    return Math.round(Math.sqrt(positions.size(1) - 1.0));
  }
}
