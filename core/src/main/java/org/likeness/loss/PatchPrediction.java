package org.likeness.loss;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.torch.Tensors;

/**
 * InfoNCE on a grid (CPC, van den Oord, Li and Vinyals, arXiv 1807.03748, Eq. 4): what is predicted
 * for the cell some rows below is found among other cells.
 *
 * <pre>
 *   loss = - mean over r, c and images of log [ exp(s p_rc . z_(r+k)c) / sum_j exp(s p_rc . z_j) ]
 * </pre>
 *
 * <p>p are predictions made at row r for the cell k rows below, z the encodings of cells. j runs
 * over all cells of all images of the batch (as in CPC v2), or over the right one and some that
 * were drawn (v1); a drawn one may be the right one or repeat. Nothing is normalised and no
 * temperature divides; the gradient reaches predictions and all encodings.
 *
 * @param scale s, a factor of all scores: 0.1 in CPC v2, 1 in v1
 */
public record PatchPrediction(double scale) {
  private static final int DIMENSIONS = 4;

  public PatchPrediction {
    if (!(scale > 0 && Double.isFinite(scale))) {
      throw new IllegalArgumentException("scale must be positive but is " + scale);
    }
  }

  /**
   * Among all cells of the batch.
   *
   * @param predictions {@code [B, h, w, d]}; those of the last rows, which have no cell k rows
   *     below, are not looked at
   * @param encodings {@code [B, h, w, d]}
   * @param below k, from 1 to h - 1
   * @return a scalar, mean over the predictions
   */
  public Tensor loss(Tensor predictions, Tensor encodings, int below) {
    check(predictions, encodings, below);
    Tensor logits = used(predictions, below).mm(rows(encodings).t()); // [N, B h w]
    return torch.cross_entropy_loss(logits, targets(encodings, below));
  }

  /**
   * Among the right cell and drawn ones.
   *
   * @param negatives cells for each prediction, in the order image, row, column, each numbered in
   *     the same order, {@code long[B (h - k) w, m]}
   */
  public Tensor loss(Tensor predictions, Tensor encodings, int below, Tensor negatives) {
    check(predictions, encodings, below);
    Tensor p = used(predictions, below); // [N, d]
    if (negatives.dim() != 2 || negatives.size(0) != p.size(0) || negatives.size(1) < 1) {
      throw new IllegalArgumentException(
          "negatives must hold one or more cells for each of "
              + p.size(0)
              + " predictions but are "
              + Arrays.toString(Tensors.shape(negatives)));
    }
    Tensor right = targets(encodings, below).unsqueeze(1); // [N, 1]
    Tensor candidates =
        torch.cat(new TensorVector(right, negatives.to(right.device(), right.dtype())), 1);
    Tensor z =
        rows(encodings)
            .index_select(0, candidates.flatten())
            .view(p.size(0), candidates.size(1), p.size(1)); // [N, 1 + m, d]
    Tensor logits = z.bmm(p.unsqueeze(2)).squeeze(2); // [N, 1 + m]
    return logits.log_softmax(1).select(1, 0).mean().neg();
  }

  /** The cell that each prediction is for, {@code long[B (h - k) w]}: k w further on. */
  static Tensor targets(Tensor encodings, int below) {
    long h = encodings.size(1);
    long w = encodings.size(2);
    long[] targets = new long[Math.toIntExact(encodings.size(0) * (h - below) * w)];
    for (int i = 0; i < targets.length; i++) {
      long image = i / ((h - below) * w);
      targets[i] = i + (image + 1) * below * w;
    }
    return Tensors.of(targets, targets.length).to(encodings.device(), torch.kLong());
  }

  private Tensor used(Tensor predictions, int below) {
    return rows(predictions.narrow(1, 0, predictions.size(1) - below)).mul(new Scalar(scale));
  }

  private static Tensor rows(Tensor grid) {
    return grid.reshape(-1, grid.size(DIMENSIONS - 1));
  }

  private static void check(Tensor predictions, Tensor encodings, int below) {
    long[] shape = Tensors.shape(encodings);
    if (shape.length != DIMENSIONS || !Arrays.equals(shape, Tensors.shape(predictions))) {
      throw new IllegalArgumentException(
          "predictions and encodings must have one shape [B, h, w, d] but are "
              + Arrays.toString(Tensors.shape(predictions))
              + " and "
              + Arrays.toString(shape));
    }
    if (below < 1 || below >= shape[1]) {
      throw new IllegalArgumentException(
          "a grid of " + shape[1] + " rows has no cells " + below + " rows below");
    }
  }
}
