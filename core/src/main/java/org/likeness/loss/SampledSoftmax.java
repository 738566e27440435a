package org.likeness.loss;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The softmax over an image's own bank row and m others, in place of all n: cross-entropy whose
 * right answer is the first candidate (CMC, Tian, Krishnan and Isola, arXiv 1906.05849, Eq. 2).
 *
 * <pre>
 *   loss = -(1/B) sum_b log [ exp(v_b . v_0 / tau) / sum_{k=0..m} exp(v_b . v_k / tau) ]
 *   d loss / d v_b = (1 / (B tau)) (sum_k P(k) v_k - v_0)
 * </pre>
 *
 * <p>Draws are used as they are: one may hit the image itself or repeat. A smaller m than n makes
 * the task easier and the value smaller; {@link NonParametricSoftmax} has all n. Value and gradient
 * are found together, as in {@link NoiseContrastive}.
 *
 * @param tau temperature, positive
 */
public record SampledSoftmax(double tau) {
  public SampledSoftmax {
    if (!(tau > 0 && Double.isFinite(tau))) {
      throw new IllegalArgumentException("tau must be positive but is " + tau);
    }
  }

  /**
   * The loss of a batch.
   *
   * @param v unit rows, {@code [B, d]}
   * @param candidates bank rows for each image, its own first, then m >= 1 negatives, {@code
   *     long[B, 1 + m]}
   * @param bank {@code [n, d]}, constants
   * @return a scalar, mean over the batch
   */
  public Tensor loss(Tensor v, Tensor candidates, Tensor bank) {
    Candidates.check(v, candidates, bank);
    Tensor value;
    Tensor gradient;
    try (NoGradGuard noGrad = new NoGradGuard()) {
      value = torch.zeros(new long[0], v.options());
      gradient =
          v.is_cuda() ? together(v, candidates, bank, value) : oneByOne(v, candidates, bank, value);
      value.div_(new Scalar(v.size(0)));
      gradient.div_(new Scalar(tau * v.size(0)));
    }
    return GivenGradient.attach(value, v, gradient);
  }

  /** Image after image. Adds the losses to {@code value}; gives their gradient times tau. */
  Tensor oneByOne(Tensor v, Tensor candidates, Tensor bank, Tensor value) {
    Tensor gradient = torch.empty_like(v);
    Candidates.forEachImage(
        v,
        candidates,
        bank,
        (rows, b) -> {
          Tensor weights = weights(Candidates.score(v, b, rows, tau), value); // [1 + m]
          gradient.select(0, b).copy_(rows.t().mv(weights));
        });
    return gradient;
  }

  /** As {@link #oneByOne}, all images at once. */
  Tensor together(Tensor v, Tensor candidates, Tensor bank, Tensor value) {
    Tensor rows = Candidates.gathered(v, candidates, bank);
    Tensor weights = weights(Candidates.scores(v, rows, tau), value); // [B, 1 + m]
    return weights.unsqueeze(1).bmm(rows).squeeze(1);
  }

  /** The derivative with respect to each score, {@code [1 + m]} or {@code [B, 1 + m]}. */
  private static Tensor weights(Tensor scores, Tensor value) {
    Tensor logP = scores.log_softmax(-1);
    value.sub_(logP.select(-1, 0).sum());
    Tensor weights = logP.exp();
    weights.narrow(-1, 0, 1).sub_(new Scalar(1));
    return weights;
  }
}
