package org.likeness.loss;

import static java.util.Objects.requireNonNull;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.likeness.torch.Tensors;

/**
 * The partial result of a softmax after some rows of a bank: enough for its value and its gradient,
 * and a fraction of the size of its logits. Two partial results over different rows {@link
 * #combine} into one over both, so a bank may be processed in tiles, or be split across several
 * machines.
 *
 * <p>With {@code s_bj} the logit of query b and row j: {@code max_b = max_j s_bj}, {@code sum_b =
 * sum_j exp(s_bj - max_b)}, and {@code weighted_b = sum_j exp(s_bj - max_b) row_j}, which over
 * {@code sum} is the softmax's mean row.
 *
 * @param max largest logit, {@code [B, 1]}
 * @param sum of the exponentials above the largest, {@code [B, 1]}
 * @param weighted rows summed with those exponentials as weights, {@code [B, d]}
 */
public record SoftmaxPartial(Tensor max, Tensor sum, Tensor weighted) {
  private static final long[] ROW = {1};

  public SoftmaxPartial {
    requireNonNull(max, "max is null");
    requireNonNull(sum, "sum is null");
    requireNonNull(weighted, "weighted is null");
  }

  /**
   * One pass over all rows, tile by tile: logits, their new maximum, exponentials, and the weighted
   * rows, with what was summed before rescaled to the new maximum (the online softmax). Two matrix
   * products and one exponential for each logit, none of which outlives its tile. Nothing is
   * recorded for backward.
   *
   * @param queries divided by the temperature, {@code [B, d]}
   * @param rows {@code [n, d]}, of the queries' type or bfloat16
   * @param tile rows at a time, at least 1
   * @throws IllegalArgumentException where shapes, types or tile are not as described
   */
  public static SoftmaxPartial of(Tensor queries, Tensor rows, int tile) {
    Shapes.requireBank("queries", queries, "rows", rows);
    if (tile < 1) {
      throw new IllegalArgumentException("tile must be at least 1 but is " + tile);
    }
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor q = queries.detach();
      long n = rows.size(0);
      TensorOptions like = q.options();
      Tensor max =
          torch.full(new long[] {q.size(0), 1}, new Scalar(Double.NEGATIVE_INFINITY), like);
      Tensor sum = torch.zeros(new long[] {q.size(0), 1}, like);
      Tensor weighted = torch.zeros(Tensors.shape(q), like);
      boolean narrow = Tensors.type(rows) != Tensors.type(q); // kept in bfloat16: one tile widened
      Tensor wide =
          torch.empty(new long[] {narrow ? Math.min(tile, n) : 0, rows.size(1)}, like, null);
      Tensor buffer = torch.empty(new long[] {q.size(0), Math.min(tile, n)}, like, null);
      for (long from = 0; from < n; from += tile) {
        long size = Math.min(tile, n - from);
        Tensor part = rows.narrow(0, from, size);
        if (narrow) {
          part = wide.narrow(0, 0, size).copy_(part);
        }
        if (size < buffer.size(1)) {
          buffer = torch.empty(new long[] {q.size(0), size}, like, null); // the last tile
        }
        Tensor logits = torch.mm_out(buffer, q, part.t()); // [B, size]
        Tensor higher = logits.amax(ROW, true).maximum(max);
        Tensor rescale = max.sub_(higher).exp_();
        Tensor weights = logits.sub_(higher).exp_();
        sum.mul_(rescale).add_(weights.sum(ROW, true, null));
        weighted.mul_(rescale).addmm_(weights, part);
        max = higher;
      }
      return new SoftmaxPartial(max, sum, weighted);
    }
  }

  /**
   * The partial result after one row for each query.
   *
   * @param queries divided by the temperature, {@code [B, d]}
   * @param rows the row of each, {@code [B, d]}
   */
  static SoftmaxPartial ofOne(Tensor queries, Tensor rows) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor max = queries.mul(rows).sum(ROW, true, null); // [B, 1]
      return new SoftmaxPartial(max, torch.ones_like(max), rows);
    }
  }

  /** The partial result over the rows of both; the order does not matter beyond rounding. */
  public SoftmaxPartial combine(SoftmaxPartial other) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor higher = max.maximum(other.max);
      Tensor mine = max.sub(higher).exp_();
      Tensor theirs = other.max.sub(higher).exp_();
      return new SoftmaxPartial(
          higher,
          sum.mul(mine).add_(other.sum.mul(theirs)),
          weighted.mul(mine).add_(other.weighted.mul(theirs)));
    }
  }

  /** {@code log sum_j exp(s_bj)}, {@code [B]}: the logarithm of the softmax's denominator. */
  public Tensor logSumExp() {
    return sum.log().add_(max).squeeze(1);
  }

  /** {@code sum_j P_bj row_j}, {@code [B, d]}: the row that the softmax expects. */
  public Tensor expectedRow() {
    return weighted.div(sum);
  }
}
