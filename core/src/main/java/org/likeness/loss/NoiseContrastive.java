package org.likeness.loss;

import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

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
 * code. Value and gradient are found together. A processor gathers the candidates of one image at a
 * time, which stay in its cache; a GPU gathers those of all at once, in {@code [B, 1 + m, d]}
 * numbers.
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
    Candidates.check(v, candidates, bank);
    try (NoGradGuard noGrad = new NoGradGuard()) {
      return v.is_cuda()
          ? Candidates.scores(v, Candidates.gathered(v, candidates, bank), tau)
          : scoresOneByOne(v, candidates, bank);
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
    Candidates.check(v, candidates, bank);
    Estimate found;
    try (NoGradGuard noGrad = new NoGradGuard()) {
      found =
          v.is_cuda()
              ? together(v, candidates, bank, scores -> z)
              : oneByOne(v, candidates, bank, z);
    }
    return found.attachedTo(v);
  }

  /**
   * As {@link #loss(Tensor, Tensor, Tensor, double)}, where Z follows from the scores of this
   * batch, which are computed once for both.
   *
   * @param z from the {@link #scores}, {@code [B, 1 + m]}, which it does not change, to the
   *     denominator
   */
  public Tensor loss(Tensor v, Tensor candidates, Tensor bank, ToDoubleFunction<Tensor> z) {
    Candidates.check(v, candidates, bank);
    Estimate found;
    try (NoGradGuard noGrad = new NoGradGuard()) {
      found = v.is_cuda() ? together(v, candidates, bank, z) : scoredFirst(v, candidates, bank, z);
    }
    return found.attachedTo(v);
  }

  /** The loss and its gradient, {@code [B, d]}. */
  record Estimate(Tensor value, Tensor gradient) {
    Tensor attachedTo(Tensor v) {
      return GivenGradient.attach(value, v, gradient);
    }
  }

  /** Image after image. */
  Estimate oneByOne(Tensor v, Tensor candidates, Tensor bank, double z) {
    Terms terms = new Terms(v, candidates, bank, z);
    Tensor gradient = torch.empty_like(v);
    Candidates.forEachImage(
        v,
        candidates,
        bank,
        (rows, b) -> {
          Tensor weights = terms.weights(Candidates.score(v, b, rows, tau)); // [1 + m]
          gradient.select(0, b).copy_(rows.t().mv(weights));
        });
    return terms.mean(gradient);
  }

  /** Image after image for the scores, and again for the gradient. */
  Estimate scoredFirst(Tensor v, Tensor candidates, Tensor bank, ToDoubleFunction<Tensor> z) {
    Tensor scores = scoresOneByOne(v, candidates, bank);
    Terms terms = new Terms(v, candidates, bank, z.applyAsDouble(scores));
    Tensor weights = terms.weights(scores); // [B, 1 + m]
    Tensor gradient = torch.empty_like(v);
    Candidates.forEachImage(
        v,
        candidates,
        bank,
        (rows, b) -> gradient.select(0, b).copy_(rows.t().mv(weights.select(0, b))));
    return terms.mean(gradient);
  }

  /** All images at once, as a GPU wants it: memory for the rows of all candidates. */
  Estimate together(Tensor v, Tensor candidates, Tensor bank, ToDoubleFunction<Tensor> z) {
    Tensor rows = Candidates.gathered(v, candidates, bank);
    Tensor scores = Candidates.scores(v, rows, tau);
    Terms terms = new Terms(v, candidates, bank, z.applyAsDouble(scores));
    return terms.mean(terms.weights(scores).unsqueeze(1).bmm(rows).squeeze(1));
  }

  /** What is summed over a batch, image by image or all at once. */
  private final class Terms {
    private final long images;
    private final double logZ;
    private final double noise; // c = m / n
    private final Tensor value;

    Terms(Tensor v, Tensor candidates, Tensor bank, double z) {
      if (!(z > 0 && Double.isFinite(z))) {
        throw new IllegalArgumentException("z must be positive but is " + z);
      }
      this.images = v.size(0);
      this.logZ = Math.log(z);
      this.noise = (candidates.size(1) - 1.0) / bank.size(0);
      this.value = torch.zeros(new long[0], v.options());
    }

    /**
     * Adds the loss of the images to the value; gives its derivative with respect to each score.
     *
     * @param scores {@code [1 + m]} of one image or {@code [B, 1 + m]}; written over
     */
    Tensor weights(Tensor scores) {
      Tensor logP = scores.sub_(new Scalar(logZ));
      Tensor p = logP.exp();
      Tensor denominator = p.add(new Scalar(noise + eps)); // P + c + eps
      // Every term is log((P + c + eps) / c), small where P is; the image itself has P_0 and not c
      // for its numerator.
      value.add_(p.add(new Scalar(eps)).div_(new Scalar(noise)).log1p().sum());
      long rows = logP.numel() / logP.size(-1);
      value.sub_(logP.select(-1, 0).sum()).add_(new Scalar(rows * Math.log(noise)));
      Tensor weights = p.div_(denominator);
      // The image itself: P / (P + c + eps) - 1 = -(c + eps) / (P + c + eps), written without the
      // difference.
      weights
          .narrow(-1, 0, 1)
          .copy_(denominator.narrow(-1, 0, 1).reciprocal().mul_(new Scalar(-(noise + eps))));
      return weights;
    }

    /** From the sums over all images; {@code gradient} is written over. */
    Estimate mean(Tensor gradient) {
      return new Estimate(value.div_(new Scalar(images)), gradient.div_(new Scalar(images * tau)));
    }
  }

  private Tensor scoresOneByOne(Tensor v, Tensor candidates, Tensor bank) {
    Tensor scores = torch.empty(new long[] {v.size(0), candidates.size(1)}, v.options(), null);
    Candidates.forEachImage(
        v,
        candidates,
        bank,
        (rows, b) -> scores.select(0, b).copy_(Candidates.score(v, b, rows, tau)));
    return scores;
  }
}
