package org.likeness.loss;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.torch.Tensors;

/**
 * Codes by the Sinkhorn-Knopp algorithm (Caron et al., <i>Unsupervised learning of visual features
 * by contrasting cluster assignments</i>, NeurIPS 2020, section 3.1 and eq. 3 to 5): soft
 * assignments of images to prototypes that follow the scores and use all prototypes alike.
 *
 * <pre>
 *   q = exp(s / epsilon)                                                 [B, K]
 *   iterations times:  q_k = q_k / sum_b q_bk                            each prototype gets as much
 *                      q_b = q_b / sum_k q_bk                            each image has one assignment
 * </pre>
 *
 * <p>Computed with logarithms, so that no epsilon overflows. Rows sum to 1; columns do so only
 * approximately, since images come last. One image, or images with equal scores, are assigned to
 * all prototypes alike.
 *
 * @param epsilon smoothness of the codes, positive
 * @param iterations at least 1
 */
public record Sinkhorn(double epsilon, int iterations) {
  private static final long[] IMAGES = {0};
  private static final long[] PROTOTYPES = {1};

  public Sinkhorn {
    if (!(epsilon > 0 && Double.isFinite(epsilon))) {
      throw new IllegalArgumentException("epsilon must be positive but is " + epsilon);
    }
    if (iterations < 1) {
      throw new IllegalArgumentException("iterations must be at least 1 but is " + iterations);
    }
  }

  /**
   * The codes of a batch, constants to every loss.
   *
   * @param scores similarity of each image to each prototype, not divided by a temperature, {@code
   *     [B, K]}; in single precision where they have less
   * @return {@code [B, K]}, rows that sum to 1
   */
  public Tensor codes(Tensor scores) {
    Shapes.requireMatrix("scores", scores);
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor logQ = wide(scores).div(new Scalar(epsilon)); // [B, K]
      for (int i = 0; i < iterations; i++) {
        logQ = logQ.sub(torch.logsumexp(logQ, IMAGES, true)); // - [1, K]
        logQ = logQ.sub(torch.logsumexp(logQ, PROTOTYPES, true)); // - [B, 1]
      }
      return logQ.exp();
    }
  }

  private static Tensor wide(Tensor scores) {
    return Tensors.type(scores) == ScalarType.Double ? scores : scores.to(ScalarType.Float);
  }
}
