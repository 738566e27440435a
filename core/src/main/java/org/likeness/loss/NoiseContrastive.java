package org.likeness.loss;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Noise-contrastive estimation of the non-parametric softmax (InstDisc, CVPR 2018, Eqs. 4 to 8): instead of summing over all n rows of
 * the bank, tell the image's own row from m rows drawn uniformly.
 *
 * <pre>
 *   P = exp(v . v_j / tau) / Z       c = m / n
 *   loss = -(1/B) sum_b [ log(P_0 / (P_0 + c + eps)) + sum_{k=1..m} log(c / (P_k + c + eps)) ]
 *   d loss / d v_b = (1 / (B tau)) [ sum_k P_k / (P_k + c + eps) v_k  -  (c + eps) / (P_0 + c + eps) v_0 ]
 * </pre>
 *
 * <p>As m grows the gradient approaches that of {@link NonParametricSoftmax}, provided that Z is right; Z is a number that the caller
 * keeps, see {@link #estimateZ}. Draws are used as they are: one may hit the image itself or repeat. eps stands in the denominators alone,
 * as in the released code. Sampled rows are gathered once, a few images at a time, and value and gradient are found together: {@code [B,
 * 1 + m, d]} floats never exist at once.
 *
 * @param tau temperature, positive
 * @param eps added to each denominator, 1e-7 in the released code
 */
public record NoiseContrastive(double tau, double eps) {
  /** Floats of gathered rows at a time: 4 MiB, which stays in a core's cache. */
  private static final long GATHERED = 1 << 20;

  public NoiseContrastive {
    if (!(tau > 0 && Double.isFinite(tau))) {
      throw new IllegalArgumentException("tau must be positive but is " + tau);
    }
    if (!(eps >= 0 && eps < 1)) {
      throw new IllegalArgumentException("eps must be in [0, 1) but is " + eps);
    }
  }

  /**
   * Inner products over the temperature, without a graph.
   *
   * @param v unit rows, {@code [B, d]}
   * @param candidates bank rows for each image, its own first, {@code long[B, 1 + m]}
   * @param bank {@code [n, d]}
   * @return {@code [B, 1 + m]}
   */
  public Tensor scores(Tensor v, Tensor candidates, Tensor bank) {
    check(v, candidates, bank);
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor scores = torch.empty(new long[] {v.size(0), candidates.size(1)}, v.options(), null);
      long group = group(candidates, bank);
      for (long from = 0; from < v.size(0); from += group) {
        long size = Math.min(group, v.size(0) - from);
        Tensor rows = gather(bank, candidates.narrow(0, from, size)); // [size, 1 + m, d]
        scores.narrow(0, from, size).copy_(score(v.detach().narrow(0, from, size), rows));
      }
      return scores;
    }
  }

  /**
   * Z from the scores of one batch, positives included: {@code n * mean(exp(score))}, in double. About {@code n exp(1 / (2 d tau^2))} for
   * random unit rows: 2.22 n at d = 128 and tau = 0.07.
   *
   * @param scores as {@link #scores} gives them
   * @param n rows of the whole bank
   */
  public static double estimateZ(Tensor scores, long n) {
    return n * scores.detach().to(ScalarType.Double).exp().mean().item_double();
  }

  /**
   * The loss of a batch.
   *
   * @param v unit rows, {@code [B, d]}
   * @param candidates bank rows for each image, its own first, then m >= 1 negatives, {@code long[B, 1 + m]}
   * @param bank {@code [n, d]}, constants
   * @param z the softmax's denominator, positive; a constant for the gradient
   * @return a scalar, mean over the batch
   */
  public Tensor loss(Tensor v, Tensor candidates, Tensor bank, double z) {
    check(v, candidates, bank);
    if (!(z > 0 && Double.isFinite(z))) {
      throw new IllegalArgumentException("z must be positive but is " + z);
    }
    double noise = (candidates.size(1) - 1.0) / bank.size(0); // c = m / n
    Tensor value;
    Tensor gradient;
    try (NoGradGuard noGrad = new NoGradGuard()) {
      value = torch.zeros(new long[0], v.options());
      gradient = torch.empty_like(v);
      long group = group(candidates, bank);
      for (long from = 0; from < v.size(0); from += group) {
        long size = Math.min(group, v.size(0) - from);
        Tensor rows = gather(bank, candidates.narrow(0, from, size)); // [size, 1 + m, d]
        Tensor logP = score(v.detach().narrow(0, from, size), rows).sub_(new Scalar(Math.log(z)));
        Tensor weights = weights(logP, noise, value); // [size, 1 + m]
        gradient.narrow(0, from, size).copy_(weights.unsqueeze(1).bmm(rows).squeeze(1));
      }
      value.div_(new Scalar(v.size(0)));
      gradient.div_(new Scalar(v.size(0) * tau));
    }
    return GivenGradient.attach(value, v, gradient);
  }

  /** Adds the summed loss of some images to {@code value}; gives its derivative with respect to each score. */
  private Tensor weights(Tensor logP, double noise, Tensor value) {
    long m = logP.size(1) - 1;
    Tensor p = logP.exp();
    Tensor denominator = p.add(new Scalar(noise + eps)); // P + c + eps
    // All terms are -log(. / denominator): the numerator is P_0 for the image itself and c for the negatives.
    value.add_(denominator.log().sum()).sub_(logP.narrow(1, 0, 1).sum());
    value.sub_(new Scalar(logP.size(0) * m * Math.log(noise)));
    Tensor weights = p.div_(denominator);
    // The image itself: P / (P + c + eps) - 1 = -(c + eps) / (P + c + eps), written without the difference.
    weights.narrow(1, 0, 1).copy_(denominator.narrow(1, 0, 1).reciprocal().mul_(new Scalar(-(noise + eps))));
    return weights;
  }

  private Tensor score(Tensor v, Tensor rows) {
    return rows.bmm(v.unsqueeze(2)).squeeze(2).div_(new Scalar(tau));
  }

  private static Tensor gather(Tensor bank, Tensor candidates) {
    return bank.detach().index_select(0, candidates.flatten()).view(candidates.size(0), candidates.size(1), bank.size(1));
  }

  /** Images whose candidates are gathered together. */
  private static long group(Tensor candidates, Tensor bank) {
    return Math.max(1, GATHERED / (candidates.size(1) * bank.size(1)));
  }

  private static void check(Tensor v, Tensor candidates, Tensor bank) {
    Shapes.requireRowsAlike("features", v, "the bank", bank);
    if (candidates.dim() != 2 || candidates.size(0) != v.size(0) || candidates.size(1) < 2) {
      throw new IllegalArgumentException(
          "candidates must hold, for each of " + v.size(0) + " rows, its own bank row and at least one negative");
    }
  }
}
