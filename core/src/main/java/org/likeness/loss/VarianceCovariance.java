package org.likeness.loss;

import static java.util.Objects.requireNonNull;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss of VICReg (Bardes, Ponce and LeCun, <i>VICReg: variance-invariance-covariance
 * regularization for self-supervised learning</i>, ICLR 2022, eq. 1 to 6): the views agree, each
 * number of an embedding keeps a deviation of 1 over the batch, and the numbers are uncorrelated.
 *
 * <pre>
 *   paper     invariance s = mean_b |z1_b - z2_b|^2
 *             variance   v(z) = mean_j max(0, 1 - sqrt(Var(z_j) + eps))
 *             covariance c(z) = sum_{i != j} Cov(z)_ij^2 / d
 *             loss = 25 s + 25 (v(z1) + v(z2)) + c(z1) + c(z2)
 *   released  s divided by d, and the mean of both v instead of their sum
 * </pre>
 *
 * <p>Variance and covariance are unbiased, divided by B - 1; for a batch of one they are 0.
 *
 * @param form the paper's formula or that of the authors' code
 * @param invariance weight, not negative
 * @param variance weight, not negative
 * @param covariance weight, not negative
 */
public record VarianceCovariance(Form form, double invariance, double variance, double covariance) {
  private static final double EPS = 1e-4;
  private static final long[] ROWS = {0};
  private static final long[] ROW = {1};

  /** How the parts are scaled. */
  public enum Form {
    /** As in the authors' code. */
    RELEASED,
    /** As printed. */
    PAPER
  }

  /**
   * The parts of a loss and their weighted sum, scalars.
   *
   * @param loss the sum
   * @param invariance of the form
   * @param variance of both views, in the form
   * @param covariance of both views, added
   */
  public record Parts(Tensor loss, Tensor invariance, Tensor variance, Tensor covariance) {}

  public VarianceCovariance {
    requireNonNull(form, "form is null");
    for (double weight : new double[] {invariance, variance, covariance}) {
      if (!(weight >= 0 && Double.isFinite(weight))) {
        throw new IllegalArgumentException("a weight must not be negative but is " + weight);
      }
    }
  }

  /**
   * The loss of a batch.
   *
   * @param z1 projections of the first views, {@code [B, d]}
   * @param z2 of the second views of the same images, {@code [B, d]}
   */
  public Parts loss(Tensor z1, Tensor z2) {
    Shapes.requireEqual("first views", z1, "second views", z2);
    boolean released = form == Form.RELEASED;
    Tensor squared = z1.sub(z2).square();
    Tensor s = released ? squared.mean() : squared.sum(ROW, false, null).mean();
    Tensor v = hinge(z1).add(hinge(z2)).mul(new Scalar(released ? 0.5 : 1));
    Tensor c = correlated(z1).add(correlated(z2));
    Tensor sum =
        s.mul(new Scalar(invariance)).add(v, new Scalar(variance)).add(c, new Scalar(covariance));
    return new Parts(sum, s, v, c);
  }

  /** The loss where all rows are equal: the views agree, and no number has any variance. */
  public double collapsed() {
    return (form == Form.RELEASED ? 1 : 2) * variance * (1 - Math.sqrt(EPS));
  }

  private static Tensor hinge(Tensor z) {
    Tensor variance = centred(z).square().sum(ROWS, false, null).div(degrees(z)); // [d]
    return variance.add(new Scalar(EPS)).sqrt().neg().add(new Scalar(1)).relu().mean();
  }

  private static Tensor correlated(Tensor z) {
    Tensor rows = centred(z);
    Tensor cov = rows.t().mm(rows).div(degrees(z)); // [d, d]
    return cov.square()
        .sum()
        .sub(cov.diagonal().square().sum())
        .div(new Scalar((double) z.size(1)));
  }

  private static Tensor centred(Tensor z) {
    return z.sub(z.mean(ROWS, true, null)); // [B, d]
  }

  private static Scalar degrees(Tensor z) {
    return new Scalar(Math.max(1.0, z.size(0) - 1.0));
  }
}
