package org.likeness.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Projection onto the unit sphere: {@code v = x / |x|}, the constraint under which all methods here
 * compare embeddings.
 */
public final class Normalize {
  /** The direction of rows shorter than this is only rounding error. */
  private static final double SHORTEST = 1e-12;

  private Normalize() {}

  /**
   * Divides each row by its Euclidean length. A row of length below 1e-12 is returned as it is,
   * with a gradient of 1: dividing by a tiny number instead would send gradients of 1e12 to the
   * weights of a dead row.
   *
   * @param x {@code [B, d]}
   * @return {@code [B, d]}
   */
  public static Tensor rows(Tensor x) {
    if (x.dim() != 2) {
      throw new IllegalArgumentException(
          "rows to normalise must be a matrix but have " + x.dim() + " dimensions");
    }
    Tensor lengths = x.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, true); // [B, 1]
    return x.div(lengths.masked_fill(lengths.lt(new Scalar(SHORTEST)), new Scalar(1.0)));
  }
}
