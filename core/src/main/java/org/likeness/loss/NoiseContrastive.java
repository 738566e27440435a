package org.likeness.loss;

import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.torch.Tensors;

/**
 * Noise-contrastive estimation of the non-parametric softmax (InstDisc, CVPR 2018, Eqs. 4 to 8):
 * instead of summing over all n rows of the bank, tell the image's own row from m rows drawn
 * uniformly.
 *
 * <pre>
 *   P = exp(v . v_j / tau) / Z       c = m / n
 *   loss = -(1/B) sum_b [ log(P_0 / (P_0 + c + eps)) + sum_{k=1..m} log(c / (P_k + c + eps)) ]
 *   d loss / d v_b = (1 / (B tau)) [ sum_k P_k / (P_k + c + eps) v_k  -  (c + eps) / (P_0 + c + eps) v_0 ]
 * </pre>
 *
 * <p>As m grows the gradient approaches that of {@link NonParametricSoftmax}, provided that Z is
 * right; Z is a number that the caller keeps, see {@link #estimateZ}. Draws are used as they are:
 * one may hit the image itself or repeat. eps stands in the denominators alone, as in the released
 * code. The rows of one image at a time are gathered, once, and value and gradient are found
 * together: {@code [B, 1 + m, d]} floats never exist at once.
 *
 * @param tau temperature, positive
 * @param eps added to each denominator, 1e-7 in the released code
 */
public record NoiseContrastive(double tau, double eps) {
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
      Tensor rows = room(candidates, bank); // [1 + m, d]
      Optional<Tensor> wide = wideRoom(rows, v);
      for (long b = 0; b < v.size(0); b++) {
        torch.index_select_out(rows, bank.detach(), 0, candidates.select(0, b));
        scores.select(0, b).copy_(score(v, b, widened(rows, wide)));
      }
      return scores;
    }
  }

  /**
   * Z from the scores of one batch, positives included: {@code n * mean(exp(score))}, in double.
   * About {@code n exp(1 / (2 d tau^2))} for random unit rows: 2.22 n at d = 128 and tau = 0.07.
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
   * @param candidates bank rows for each image, its own first, then m >= 1 negatives, {@code
   *     long[B, 1 + m]}
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
      gradient =
          v.is_cuda()
              ? together(v, candidates, bank, Math.log(z), noise, value)
              : oneByOne(v, candidates, bank, Math.log(z), noise, value);
      value.div_(new Scalar(v.size(0)));
      gradient.div_(new Scalar(v.size(0) * tau));
    }
    return GivenGradient.attach(value, v, gradient);
  }

  /** Image after image, whose rows stay in a processor's cache; adds to {@code value}. */
  Tensor oneByOne(
      Tensor v, Tensor candidates, Tensor bank, double logZ, double noise, Tensor value) {
    Tensor gradient = torch.empty_like(v);
    Tensor rows = room(candidates, bank); // [1 + m, d]
    Optional<Tensor> wide = wideRoom(rows, v);
    for (long b = 0; b < v.size(0); b++) {
      torch.index_select_out(rows, bank.detach(), 0, candidates.select(0, b));
      Tensor own = widened(rows, wide);
      Tensor weights = weights(score(v, b, own).sub_(new Scalar(logZ)), noise, value); // [1 + m]
      gradient.select(0, b).copy_(own.t().mv(weights));
    }
    return gradient;
  }

  /** All images at once, as a GPU wants it: memory for the rows of all candidates. */
  Tensor together(
      Tensor v, Tensor candidates, Tensor bank, double logZ, double noise, Tensor value) {
    Tensor rows =
        bank.detach()
            .index_select(0, candidates.reshape(-1))
            .view(v.size(0), candidates.size(1), v.size(1))
            .to(Tensors.type(v)); // [B, 1 + m, d]
    Tensor scores = rows.bmm(v.detach().unsqueeze(2)).squeeze(2).div_(new Scalar(tau));
    Tensor weights = weights(scores.sub_(new Scalar(logZ)), noise, value); // [B, 1 + m]
    return weights.unsqueeze(1).bmm(rows).squeeze(1);
  }

  /**
   * Adds the loss of the images to {@code value}; gives its derivative with respect to each score,
   * {@code [1 + m]} of one image or {@code [B, 1 + m]}.
   */
  private Tensor weights(Tensor logP, double noise, Tensor value) {
    Tensor p = logP.exp();
    Tensor denominator = p.add(new Scalar(noise + eps)); // P + c + eps
    // Every term is log((P + c + eps) / c), small where P is; the image itself has P_0 and not c
    // for its numerator.
    value.add_(p.add(new Scalar(eps)).div_(new Scalar(noise)).log1p().sum());
    long images = logP.numel() / logP.size(-1);
    value.sub_(logP.select(-1, 0).sum()).add_(new Scalar(images * Math.log(noise)));
    Tensor weights = p.div_(denominator);
    // The image itself: P / (P + c + eps) - 1 = -(c + eps) / (P + c + eps), written without the
    // difference.
    weights
        .narrow(-1, 0, 1)
        .copy_(denominator.narrow(-1, 0, 1).reciprocal().mul_(new Scalar(-(noise + eps))));
    return weights;
  }

  private Tensor score(Tensor v, long b, Tensor rows) {
    return rows.mv(v.detach().select(0, b)).div_(new Scalar(tau)); // [1 + m]
  }

  /** Where the rows of one image's candidates are gathered, {@code [1 + m, d]}. */
  private static Tensor room(Tensor candidates, Tensor bank) {
    return torch.empty(new long[] {candidates.size(1), bank.size(1)}, bank.options(), null);
  }

  /** Room for the same rows in the features' type, where the bank is kept in bfloat16. */
  private static Optional<Tensor> wideRoom(Tensor rows, Tensor v) {
    return Tensors.type(rows) == Tensors.type(v)
        ? Optional.empty()
        : Optional.of(torch.empty(Tensors.shape(rows), v.options(), null));
  }

  private static Tensor widened(Tensor rows, Optional<Tensor> room) {
    return room.map(wide -> wide.copy_(rows)).orElse(rows);
  }

  private static void check(Tensor v, Tensor candidates, Tensor bank) {
    Shapes.requireBank(v, bank);
    if (candidates.dim() != 2 || candidates.size(0) != v.size(0) || candidates.size(1) < 2) {
      throw new IllegalArgumentException(
          "candidates must hold, for each of "
              + v.size(0)
              + " rows, its own bank row and at least one negative");
    }
  }
}
