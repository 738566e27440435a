package org.likeness.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Every crop predicts what another crop of its image was assigned to (Caron et al., SwAV, NeurIPS
 * 2020, eq. 1, 2 and 6; the form of DINO's loss too, ICCV 2021, eq. 2 and 3).
 *
 * <pre>
 *   loss = mean over pairs (i, v), v != i, of  -mean_b sum_k q_bk(i) log softmax(s_b(v) / tau)_k
 *   i a crop with targets q, the first G of them; v any of the V crops
 * </pre>
 *
 * @param tau temperature of the predictions, positive
 */
public record SwappedPrediction(double tau) {
  private static final long[] CROPS = {0};

  public SwappedPrediction {
    if (!(tau > 0 && Double.isFinite(tau))) {
      throw new IllegalArgumentException("tau must be positive but is " + tau);
    }
  }

  /**
   * The loss of a batch; no gradient reaches the targets.
   *
   * @param targets of the first G crops, rows that sum to 1, {@code [G, B, K]}
   * @param logits of all V crops, {@code [V, B, K]}, V at least 2
   * @return a scalar
   */
  public Tensor loss(Tensor targets, Tensor logits) {
    Shapes.requireCrops("targets", targets, "logits", logits);
    long g = targets.size(0);
    long v = logits.size(0);
    Tensor q = targets.detach(); // [G, B, K]
    Tensor logP = logits.div(new Scalar(tau)).log_softmax(2, new ScalarTypeOptional()); // [V, B, K]
    Tensor others = logP.sum(CROPS, true, null).sub(logP.narrow(0, 0, g)); // [G, B, K]
    return q.mul(others).sum().div(new Scalar(-1.0 * g * (v - 1) * logits.size(1)));
  }
}
