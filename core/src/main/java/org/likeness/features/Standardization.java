package org.likeness.features;

import static java.util.Objects.requireNonNull;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Shifts and scales each column so that the rows to which it was fitted have a mean of 0 and a
 * variance of 1: batch norm without parameters, with the statistics of all rows. A column that is
 * constant in them becomes 0.
 *
 * @param mean {@code [1, d]}
 * @param factor {@code [1, d]}, 1 over the standard deviation, or 0
 */
public record Standardization(Tensor mean, Tensor factor) {
  /** Below this share of its mean square, a column's variance is rounding error. */
  private static final double TINY = 1e-10;

  public Standardization {
    requireNonNull(mean, "mean is null");
    requireNonNull(factor, "factor is null");
  }

  /**
   * Fits to rows; the caller provides the scope, which owns both tensors.
   *
   * @param rows {@code [n, d]}, float, n at least 1
   */
  public static Standardization fitted(Tensor rows) {
    Tensor mean = mean(rows.to(ScalarType.Double));
    Tensor variance = mean(rows.sub(mean).square()); // in double
    Tensor constant = variance.le(mean.square().mul(new Scalar(TINY)));
    Tensor factor = variance.rsqrt().masked_fill(constant, new Scalar(0.0));
    return new Standardization(mean.to(ScalarType.Float), factor.to(ScalarType.Float));
  }

  private static Tensor mean(Tensor rows) {
    return rows.mean(new long[] {0}, true, new ScalarTypeOptional());
  }

  /** {@code (rows - mean) * factor}, {@code [n, d]}. */
  public Tensor of(Tensor rows) {
    return rows.sub(mean).mul(factor);
  }
}
