package org.likeness.loss;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The triplet loss (Schroff, Kalenichenko and Philbin, <i>FaceNet</i>, CVPR 2015, eq. 1) over a
 * batch of two views: the other view of an anchor's image is nearer than a view of another image,
 * by a margin.
 *
 * <pre>
 *   loss = mean_i max(0, margin + d2(f_i, g_i) - d2(f_i, n_i))        d2(a, b) = |a - b|^2        n_i a row of another image
 * </pre>
 *
 * <p>The mean is over all anchors, those beyond the margin included. The gradient flows into
 * anchor, positive and negative.
 *
 * @param margin positive
 */
public record TripletMargin(double margin) {
  private static final long[] ROW = {1};

  public TripletMargin {
    if (!(margin > 0 && Double.isFinite(margin))) {
      throw new IllegalArgumentException("margin must be positive but is " + margin);
    }
  }

  /**
   * The loss with given negatives.
   *
   * @param f unit embeddings of the first views, the anchors, {@code [B, d]}
   * @param g of the second views of the same images, {@code [B, d]}
   * @param negatives a row of {@code [f; g]} for each anchor, {@code long[B]}
   * @return a scalar
   */
  public Tensor loss(Tensor f, Tensor g, Tensor negatives) {
    Shapes.requireEqual("first views", f, "second views", g);
    Shapes.requireOneEach("negatives", negatives, f.size(0));
    Tensor n = torch.cat(new TensorVector(f, g), 0).index_select(0, negatives); // [B, d]
    return squared(f, g).sub(squared(f, n)).add(new Scalar(margin)).relu().mean();
  }

  /**
   * For each anchor the nearest row among both views of the other images.
   *
   * @param f {@code [B, d]}, B at least 2
   * @param g {@code [B, d]}
   * @return {@code long[B]}, rows of {@code [f; g]}
   */
  public static Tensor hardest(Tensor f, Tensor g) {
    Shapes.requireEqual("first views", f, "second views", g);
    long b = f.size(0);
    Tensor similarity = f.detach().mm(torch.cat(new TensorVector(f, g), 0).detach().t()); // [B, 2B]
    Tensor own =
        torch
            .eye(b, new TensorOptions(ScalarType.Bool))
            .to(f.device(), ScalarType.Bool)
            .repeat(1, 2); // [B, 2B]
    return similarity
        .masked_fill(own, new Scalar(Double.NEGATIVE_INFINITY))
        .argmax(new LongOptional(1), false);
  }

  /** Squared distances of rows, {@code [B]}. */
  private static Tensor squared(Tensor a, Tensor b) {
    return a.sub(b).square().sum(ROW, false, null);
  }
}
