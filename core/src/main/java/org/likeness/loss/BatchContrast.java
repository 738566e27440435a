package org.likeness.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The contrastive loss of MoCo v3 (Chen, Xie and He, <i>An empirical study of training
 * self-supervised vision transformers</i>, ICCV 2021, algorithm 1): a query is to find its key
 * among those of the batch.
 *
 * <pre>
 *   ctr(q, k) = -(2 tau / B) sum_b log( exp(q_b . k_b / tau) / sum_{j=1..B} exp(q_b . k_j / tau) )
 * </pre>
 *
 * <p>Keys are constants: no gradient reaches them.
 *
 * @param tau temperature, positive
 */
public record BatchContrast(double tau) {
  public BatchContrast {
    if (!(tau > 0 && Double.isFinite(tau))) {
      throw new IllegalArgumentException("tau must be positive but is " + tau);
    }
  }

  /**
   * The loss of one direction, ctr; the method adds both.
   *
   * @param q unit queries, {@code [B, d]}
   * @param k the unit key of each, {@code [B, d]}
   * @return a scalar, 2 tau times the mean over the batch
   * @throws IllegalArgumentException where shapes or types do not match
   */
  public Tensor loss(Tensor q, Tensor k) {
    Shapes.requireEqual("queries", q, "keys", k);
    Tensor logits = q.mm(k.detach().t()).div(new Scalar(tau)); // [B, B]
    Tensor own =
        torch
            .arange(new Scalar(q.size(0)), new TensorOptions(ScalarType.Long))
            .to(q.device(), ScalarType.Long);
    return torch.cross_entropy_loss(logits, own).mul(new Scalar(2 * tau));
  }
}
