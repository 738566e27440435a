package org.likeness.loss;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.likeness.torch.Tensors;

/**
 * The non-parametric softmax over all instances (Wu, Xiong, Yu and Lin, <i>Unsupervised feature
 * learning via non-parametric instance discrimination</i>, CVPR 2018, Eq. 2): every image is a
 * class of its own, and its row in the memory bank replaces a weight.
 *
 * <pre>
 *   P(i|v) = exp(v_i . v / tau) / sum_{j=1..n} exp(v_j . v / tau)       loss = -(1/B) sum_b log P(i_b | v_b)
 *   d loss / d v_b = (1 / (B tau)) (sum_j P(j|v_b) v_j - v_{i_b})
 * </pre>
 *
 * <p>Exact, whatever n is: the bank is processed once in tiles, by which value and gradient are
 * found together, so memory grows with the tile and not with n. The result does not depend on the
 * tile beyond rounding. A bank in bfloat16 takes half the memory; its tiles are widened as they
 * come. At some millions of images {@link NoiseContrastive} is cheaper. The bank's rows are
 * constants: no gradient reaches them.
 *
 * @param tau temperature, positive
 * @param chunk rows of the bank that are looked at together, at least 1; it decides speed alone
 */
public record NonParametricSoftmax(double tau, int chunk) {
  /**
   * Rows whose logits for a usual batch stay in the cache, with few waits of threads for one
   * another.
   */
  public static final int CHUNK = 4096;

  public NonParametricSoftmax {
    if (!(tau > 0 && Double.isFinite(tau))) {
      throw new IllegalArgumentException("tau must be positive but is " + tau);
    }
    if (chunk < 1) {
      throw new IllegalArgumentException("chunk must be at least 1 but is " + chunk);
    }
  }

  /**
   * The loss of a batch against the whole bank.
   *
   * @param v unit rows, {@code [B, d]}
   * @param indices the bank row of each, {@code long[B]}
   * @param bank {@code [n, d]}
   * @return a scalar, mean over the batch
   */
  public Tensor loss(Tensor v, Tensor indices, Tensor bank) {
    Shapes.requireBank(v, bank);
    Shapes.requireOneEach("indices", indices, v.size(0));
    Tensor own = bank.detach().index_select(0, indices).to(Tensors.type(v));
    return loss(v, own, partial(v, bank));
  }

  /**
   * What the rows of a part of the bank contribute; parts are put together by {@link
   * SoftmaxPartial#combine}.
   *
   * @param v unit rows, {@code [B, d]}
   * @param rows of the bank, {@code [n, d]}, of the type of {@code v} or bfloat16
   * @throws IllegalArgumentException where shapes or types are not as described
   */
  public SoftmaxPartial partial(Tensor v, Tensor rows) {
    return SoftmaxPartial.of(v.detach().div(new Scalar(tau)), rows.detach(), chunk);
  }

  /**
   * The loss from what all rows together contribute.
   *
   * @param v unit rows, {@code [B, d]}
   * @param own the bank row of each image, {@code [B, d]}
   * @param all over all rows of the bank, those of {@code own} included
   */
  public Tensor loss(Tensor v, Tensor own, SoftmaxPartial all) {
    Shapes.requireEqual("features", v, "their bank rows", own);
    Tensor value;
    Tensor gradient;
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor positive = v.mul(own).sum(1).div_(new Scalar(tau)); // [B]
      value = all.logSumExp().sub_(positive).mean();
      gradient = all.expectedRow().sub_(own).div_(new Scalar(tau * v.size(0))); // [B, d]
    }
    return GivenGradient.attach(value, v, gradient);
  }
}
