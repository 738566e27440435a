package org.likeness.loss;

import org.bytedeco.pytorch.Tensor;
import org.likeness.nn.Normalize;

/**
 * The distance between a prediction and its target, {@code D(p, z) = -mean_b cos(p_b, z_b)} (Chen
 * and He, <i>Exploring simple Siamese representation learning</i>, CVPR 2021, eq. 1). BYOL's
 * regression loss is {@code |p/|p| - z/|z||^2 = 2 + 2 D(p, z)} (Grill et al., <i>Bootstrap your own
 * latent</i>, NeurIPS 2020, eq. 2). The gradient flows into both arguments: a caller detaches the
 * target.
 */
public final class NegativeCosine {
  private static final long[] ROW = {1};

  private NegativeCosine() {}

  /**
   * The distance of rows, whose lengths do not count.
   *
   * @param p predictions, {@code [B, d]}
   * @param z targets, {@code [B, d]}
   * @return a scalar in [-1, 1]
   */
  public static Tensor of(Tensor p, Tensor z) {
    Shapes.requireEqual("predictions", p, "targets", z);
    return Normalize.rows(p).mul(Normalize.rows(z)).sum(ROW, false, null).mean().neg();
  }
}
