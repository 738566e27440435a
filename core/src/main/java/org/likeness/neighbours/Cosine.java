package org.likeness.neighbours;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.error.RunException;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Makes rows comparable by a dot product: unit length, after the mean row is taken away where that
 * is asked for.
 */
public final class Cosine {
  private static final double TINY = 1e-12;

  private Cosine() {}

  /**
   * Rows divided by their Euclidean length; rows of zeros stay zero, and are as similar to
   * everything as a right angle.
   *
   * @param rows {@code [n, d]}
   * @return {@code [n, d]}, a tensor of its own
   */
  public static Tensor unit(Tensor rows) {
    try (Scope scope = Scope.openNoGrad()) {
      return scope.keep(divided(rows));
    }
  }

  /**
   * As {@link #unit(Tensor)}, where asked for after the mean row of a bank is subtracted.
   *
   * @param rows {@code [n, d]}
   * @param bank {@code [m, d]}
   * @param centred whether the mean is subtracted
   * @return {@code [n, d]}, a tensor of its own
   */
  public static Tensor unit(Tensor rows, Tensor bank, boolean centred) {
    try (Scope scope = Scope.openNoGrad()) {
      return scope.keep(divided(centred ? rows.sub(mean(bank)) : rows));
    }
  }

  private static Tensor divided(Tensor rows) {
    Tensor length = rows.mul(rows).sum(new long[] {1}, true, new ScalarTypeOptional()).sqrt();
    return rows.div(length.clamp_min(new Scalar(TINY)));
  }

  /** The mean row, {@code [1, d]}. */
  public static Tensor mean(Tensor rows) {
    try (Scope scope = Scope.openNoGrad()) {
      return scope.keep(rows.mean(new long[] {0}, true, new ScalarTypeOptional()));
    }
  }

  /**
   * Refuses what is not a matrix of finite numbers: a network that diverged would otherwise be
   * given a rank among others.
   */
  public static void check(Tensor rows, String what) {
    if (rows.dim() != 2 || rows.size(1) < 1) {
      throw new IllegalArgumentException(
          what + " must be [n, d] but is " + java.util.Arrays.toString(Tensors.shape(rows)));
    }
    try (Scope scope = Scope.openNoGrad()) {
      if (rows.size(0) > 0 && !torch.isfinite(rows.sum()).item_bool()) {
        throw new RunException(
            "the vectors of the "
                + what
                + " are not all finite, so nothing can be measured with them: the network diverged,"
                + " try a smaller learning rate or an earlier checkpoint");
      }
    }
  }
}
