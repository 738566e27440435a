package org.likeness.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss of Barlow Twins (Zbontar, Jing, Misra, LeCun and Deny, <i>Barlow Twins: self-supervised
 * learning via redundancy reduction</i>, ICML 2021, eq. 1 and 2): each number of an embedding
 * agrees between the views and is uncorrelated with the others. With both views standardised over
 * the batch, column by column, by the population's deviation:
 *
 * <pre>
 *   C_ij = sum_b f_bi g_bj / B        loss = sum_i (1 - C_ii)^2 + lambda sum_i sum_{j != i} C_ij^2
 * </pre>
 *
 * <p>The gradient flows through the standardisation. Where all rows are equal every C is 0 and the
 * loss is d, if {@code eps} is positive.
 *
 * @param lambda weight of the off-diagonal part, not negative
 * @param eps added to the variance, as a batch norm does; with 0 a constant column gives NaN
 */
public record CrossCorrelation(double lambda, double eps) {
  private static final long[] ROWS = {0};

  public CrossCorrelation {
    if (!(lambda >= 0 && Double.isFinite(lambda))) {
      throw new IllegalArgumentException("lambda must not be negative but is " + lambda);
    }
    if (!(eps >= 0 && Double.isFinite(eps))) {
      throw new IllegalArgumentException("eps must not be negative but is " + eps);
    }
  }

  /**
   * The loss of a batch.
   *
   * @param z1 projections of the first views, {@code [B, d]}
   * @param z2 of the second views of the same images, {@code [B, d]}
   * @return a scalar, a sum over d + d (d - 1) entries
   */
  public Tensor loss(Tensor z1, Tensor z2) {
    Tensor c = matrix(z1, z2); // [d, d]
    Tensor diagonal = c.diagonal(); // [d]
    Tensor on = diagonal.neg().add(new Scalar(1)).square().sum();
    Tensor off = c.square().sum().sub(diagonal.square().sum());
    return on.add(off, new Scalar(lambda));
  }

  /** C, {@code [d, d]}. */
  Tensor matrix(Tensor z1, Tensor z2) {
    Shapes.requireEqual("first views", z1, "second views", z2);
    Scalar images = new Scalar((double) z1.size(0));
    return standardised(z1).t().mm(standardised(z2)).div(images);
  }

  private Tensor standardised(Tensor z) {
    Tensor centred = z.sub(z.mean(ROWS, true, null)); // [B, d]
    Tensor variance = centred.square().mean(ROWS, true, null); // [1, d]
    return centred.mul(variance.add(new Scalar(eps)).rsqrt());
  }
}
