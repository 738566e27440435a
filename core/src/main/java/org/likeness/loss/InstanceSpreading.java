package org.likeness.loss;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.torch.Tensors;

/**
 * The loss of InvaSpread (Ye, Zhang, Yuen and Chang, <i>Unsupervised embedding learning via
 * invariant and spreading instance feature</i>, CVPR 2019): an image's two views are matched, and
 * every other image of the batch is separated from it, one by one.
 *
 * <p>Released and full form, over x = [f; g] with N = 2B rows, self-similarity left out:
 *
 * <pre>
 *   S_ab = exp(x_a . x_b / tau), b != a      D_a = negM (sum_b S_ab - S_aa+) + S_aa+      p_ab = S_ab / D_a      a+ the other view of a
 *   loss = -(1/N) sum_a [ log p_aa+ + negM sum_{b != a, a+} log(1 - p_ab) ]
 * </pre>
 *
 * <p>With half of the negatives, sums over b run over the hardest or the easiest B - 1 of each
 * anchor's 2B - 2.
 *
 * <p>Paper form (over B anchors and summed):
 *
 * <pre>
 *   P(i|g_i) = exp(f_i . g_i / tau) / sum_k exp(f_k . g_i / tau)        P(i|x_j) = exp(f_i . f_j / tau) / sum_k exp(f_k . f_j / tau)
 *   loss = -sum_i log P(i|g_i) - sum_i sum_{j != i} log(1 - P(i|x_j))
 * </pre>
 *
 * <p>Probabilities so near to 1 that {@code 1 - p} would vanish count as the largest number below
 * 1: the loss stays finite where two images of a batch are the same.
 *
 * @param form which of the three
 * @param tau temperature, positive
 * @param negM weight of the negatives (batch-m in the released code), at least 1; 1 with the
 *     paper's form
 * @param negatives which negatives count; all with the paper's form
 */
public record InstanceSpreading(Spreading form, double tau, double negM, Hardness negatives) {
  private static final long[] ROW = {1};

  public InstanceSpreading {
    requireNonNull(form, "form is null");
    if (!(tau > 0 && Double.isFinite(tau))) {
      throw new IllegalArgumentException("tau must be positive but is " + tau);
    }
    if (!(negM >= 1 && Double.isFinite(negM))) {
      throw new IllegalArgumentException(
          "neg-m must be at least 1 but is "
              + negM
              + ": below 1 a probability can exceed 1, and the loss becomes NaN");
    }
    if (form == Spreading.PAPER && negM != 1) {
      throw new IllegalArgumentException("neg-m must be 1 with the paper's form but is " + negM);
    }
    if (form == Spreading.PAPER && negatives != Hardness.ALL) {
      throw new IllegalArgumentException(
          "negatives must be all with the paper's form but is "
              + negatives.name().toLowerCase(Locale.ROOT));
    }
  }

  /** With all negatives. */
  public InstanceSpreading(Spreading form, double tau, double negM) {
    this(form, tau, negM, Hardness.ALL);
  }

  /**
   * The loss of a batch.
   *
   * @param f unit embeddings of the first views, {@code [B, d]}
   * @param g of the second views of the same images, {@code [B, d]}
   * @return a scalar: a mean over 2B anchors, or the paper's sum over B
   */
  public Tensor loss(Tensor f, Tensor g) {
    Shapes.requireEqual("first views", f, "second views", g);
    return form == Spreading.PAPER ? printed(f, g) : released(torch.cat(new TensorVector(f, g), 0));
  }

  private Tensor released(Tensor x) {
    long b = x.size(0) / 2;
    Tensor keys = form == Spreading.RELEASED ? x.detach() : x;
    Tensor logits = x.mm(keys.t()).div(new Scalar(tau)); // [2B, 2B]
    Tensor others = logits.masked_fill(leftOut(logits, b), new Scalar(Double.NEGATIVE_INFINITY));
    Tensor shifted =
        others.sub(others.detach().amax(ROW, true)); // largest exponent 0; cancels in p
    Tensor s = shifted.exp();
    Tensor positive = partner(s, b); // [2B]
    Tensor d = s.sum(ROW, false, null).sub(positive).mul(new Scalar(negM)).add(positive);
    Tensor p = s.div(d.unsqueeze(1)); // zero on the diagonal
    Tensor attraction = partner(shifted, b).sub(d.log());
    Tensor spread = logOneMinus(p); // [2B, 2B]
    Tensor repulsion = spread.sum(ROW, false, null).sub(partner(spread, b)).mul(new Scalar(negM));
    return attraction.add(repulsion).mean().neg();
  }

  /** What is neither the positive nor a negative that counts: {@code bool[2B, 2B]}. */
  private Tensor leftOut(Tensor logits, long b) {
    Tensor self =
        torch
            .eye(2 * b, new TensorOptions(ScalarType.Bool))
            .to(logits.device(), ScalarType.Bool); // [2B, 2B]
    if (negatives == Hardness.ALL) {
      return self;
    }
    boolean hardest = negatives == Hardness.HARDEST;
    Tensor notNegative = self.logical_or(self.roll(new long[] {b}, 0)); // itself and its partner
    double last = hardest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    Tensor ranked = logits.detach().masked_fill(notNegative, new Scalar(last));
    Tensor half = ranked.topk(b - 1, 1, hardest, false).get1(); // [2B, B-1]
    Tensor kept = self.roll(new long[] {b}, 0).scatter(1, half, new Scalar(1)); // and the partner
    return kept.logical_not();
  }

  private Tensor printed(Tensor f, Tensor g) {
    Tensor attraction =
        g.mm(f.t()).div(new Scalar(tau)).log_softmax(1).diagonal().sum(); // row i: over k
    Tensor p = f.mm(f.t()).div(new Scalar(tau)).softmax(1); // row j: P(.|x_j), self included
    Tensor spread = logOneMinus(p);
    return attraction.add(spread.sum()).sub(spread.diagonal().sum()).neg();
  }

  /** Entry (a, a+) of each row, {@code [2B]}. */
  private static Tensor partner(Tensor square, long b) {
    return torch.cat(new TensorVector(square.diagonal(b, 0, 1), square.diagonal(-b, 0, 1)), 0);
  }

  private static Tensor logOneMinus(Tensor p) {
    double largest = Tensors.type(p) == ScalarType.Double ? 1 - 0x1p-53 : 1 - 0x1p-24;
    return p.clamp_max(new Scalar(largest)).neg().log1p();
  }
}
