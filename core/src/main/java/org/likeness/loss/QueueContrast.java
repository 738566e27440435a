package org.likeness.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The contrastive loss of MoCo (He, Fan, Wu, Xie and Girshick, <i>Momentum contrast for
 * unsupervised visual representation learning</i>, CVPR 2020, Eq. 1): a query is to find its key
 * among those of a queue.
 *
 * <pre>
 *   loss = -(1/B) sum_b log( exp(q_b . k_b / tau) / (exp(q_b . k_b / tau) + sum_{j=1..K} exp(q_b . queue_j / tau)) )
 * </pre>
 *
 * <p>Exact, in tiles of the queue as {@link NonParametricSoftmax} has them: the logits {@code [B, 1
 * + K]} are never all in memory. Keys and queue are constants: no gradient reaches them.
 *
 * @param tau temperature, positive
 */
public record QueueContrast(double tau) {
  public QueueContrast {
    if (!(tau > 0 && Double.isFinite(tau))) {
      throw new IllegalArgumentException("tau must be positive but is " + tau);
    }
  }

  /**
   * The loss of a batch.
   *
   * @param q unit queries, {@code [B, d]}
   * @param k the unit key of each, {@code [B, d]}
   * @param queue unit negatives, {@code [K, d]}
   * @return a scalar, mean over the batch
   * @throws IllegalArgumentException where shapes or types do not match
   */
  public Tensor loss(Tensor q, Tensor k, Tensor queue) {
    Shapes.requireEqual("queries", q, "keys", k);
    Shapes.requireRowsAlike("queries", q, "the queue", queue);
    NonParametricSoftmax softmax = new NonParametricSoftmax(tau, NonParametricSoftmax.CHUNK);
    Tensor own = k.detach();
    SoftmaxPartial positive = SoftmaxPartial.ofOne(q.detach().div(new Scalar(tau)), own);
    return softmax.loss(q, own, softmax.partial(q, queue).combine(positive));
  }
}
