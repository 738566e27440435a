package org.likeness.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.torch.Tensors;

/**
 * NT-Xent, the normalised temperature-scaled cross-entropy of SimCLR (Chen, Kornblith, Norouzi and
 * Hinton, <i>A simple framework for contrastive learning of visual representations</i>, ICML 2020,
 * eq. 1): a view's partner is to be told from all other views of the batch. Over z = [f; g] with N
 * = 2B rows:
 *
 * <pre>
 *   l_a = -log( exp(z_a . z_a+ / tau) / sum_{b != a} exp(z_a . z_b / tau) )        a+ the other view of a
 *   loss = 1/(2B) sum_a l_a
 * </pre>
 *
 * <p>The authors' code adds the mean over the first views to the mean over the second: twice this
 * value. The gradient flows through both factors of every product. A batch of one image has a loss
 * of 0.
 *
 * @param tau temperature, positive
 */
public record NtXent(double tau) {
  public NtXent {
    if (!(tau > 0 && Double.isFinite(tau))) {
      throw new IllegalArgumentException("tau must be positive but is " + tau);
    }
  }

  /**
   * The loss of a batch.
   *
   * @param f unit embeddings of the first views, {@code [B, d]}
   * @param g of the second views of the same images, {@code [B, d]}
   * @return a scalar, a mean over the 2B views
   */
  public Tensor loss(Tensor f, Tensor g) {
    Shapes.requireEqual("first views", f, "second views", g);
    long n = 2 * f.size(0);
    Tensor z = torch.cat(new TensorVector(f, g), 0); // [2B, d]
    Tensor self = torch.eye(n, new TensorOptions(ScalarType.Bool)).to(z.device(), ScalarType.Bool);
    Tensor logits =
        z.mm(z.t())
            .div(new Scalar(tau))
            .masked_fill(self, new Scalar(Double.NEGATIVE_INFINITY)); // [2B, 2B]
    return torch.cross_entropy_loss(logits, partners(n).to(z.device(), ScalarType.Long));
  }

  /** The row of each row's other view, {@code long[2B]}. */
  private static Tensor partners(long n) {
    long[] rows = new long[Math.toIntExact(n)];
    for (int a = 0; a < n; a++) {
      rows[a] = (a + n / 2) % n;
    }
    return Tensors.of(rows, n);
  }
}
