package org.likeness.clustering;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.neighbours.Cosine;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Principal components of the rows of a matrix, from the eigenvectors of their covariance.
 *
 * @param mean {@code [1, d]}, double
 * @param directions unit vectors, that of the largest variance first, {@code [components, d]},
 *     double
 * @param variances of the rows along them, divided by n - 1, {@code [components]}, double
 */
public record PrincipalComponents(Tensor mean, Tensor directions, Tensor variances) {
  /** A variance below this share of the largest is rounding. */
  private static final double NOISE = 1e-10;

  /**
   * The components of the largest variance.
   *
   * @param rows {@code [n, d]}, n at least 2
   * @param components how many; at most d
   * @throws org.likeness.error.RunException where a number is not finite
   */
  public static PrincipalComponents of(Tensor rows, int components) {
    Cosine.check(rows, "rows");
    long d = rows.size(1);
    if (rows.size(0) < 2 || components < 1 || components > d) {
      throw new IllegalArgumentException(
          "%d rows of %d numbers cannot give %d components".formatted(rows.size(0), d, components));
    }
    try (Scope scope = Scope.openNoGrad()) {
      Tensor exact = rows.to(ScalarType.Double);
      Tensor mean = Cosine.mean(exact);
      Tensor centred = exact.sub(mean);
      Tensor covariance = centred.t().mm(centred).div(new Scalar(rows.size(0) - 1.0)); // [d, d]
      T_TensorTensor_T eigen = torch.linalg_eigh(covariance); // ascending
      Tensor variances = eigen.get0().flip(0).narrow(0, 0, components).clamp_min(new Scalar(0));
      Tensor directions = eigen.get1().t().flip(0).narrow(0, 0, components).contiguous();
      return new PrincipalComponents(
          scope.keep(mean), scope.keep(directions), scope.keep(variances));
    }
  }

  /**
   * Rows in the components' coordinates, each divided by its standard deviation; coordinates
   * without variance become 0.
   *
   * @return {@code [n, components]}, in the type of {@code rows}
   */
  public Tensor whiten(Tensor rows) {
    try (Scope scope = Scope.openNoGrad()) {
      double least = NOISE * variances.amax().item_double();
      Tensor usable = variances.gt(new Scalar(least));
      Tensor scale = variances.clamp_min(new Scalar(Double.MIN_NORMAL)).rsqrt().mul(usable);
      Tensor projected = rows.to(ScalarType.Double).sub(mean).mm(directions.t());
      return scope.keep(projected.mul(scale).to(Tensors.type(rows)));
    }
  }
}
