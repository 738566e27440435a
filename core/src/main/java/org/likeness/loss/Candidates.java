package org.likeness.loss;

import java.util.function.ObjLongConsumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.torch.Tensors;

/**
 * The rows of a bank that each image is compared with, its own first, for losses that draw
 * negatives from a bank. A processor gathers the rows of one image at a time, which stay in its
 * cache; a GPU gathers those of all at once.
 */
final class Candidates {
  private Candidates() {}

  /** The rows of all candidates in the features' type, {@code [B, 1 + m, d]}. */
  static Tensor gathered(Tensor v, Tensor candidates, Tensor bank) {
    return bank.detach()
        .index_select(0, candidates.reshape(-1))
        .view(v.size(0), candidates.size(1), v.size(1))
        .to(Tensors.type(v));
  }

  /** Inner products of {@link #gathered} rows over the temperature, {@code [B, 1 + m]}. */
  static Tensor scores(Tensor v, Tensor rows, double tau) {
    return rows.bmm(v.detach().unsqueeze(2)).squeeze(2).div_(new Scalar(tau));
  }

  /** As {@link #scores}, of image b alone, {@code [1 + m]}. */
  static Tensor score(Tensor v, long b, Tensor rows, double tau) {
    return rows.mv(v.detach().select(0, b)).div_(new Scalar(tau));
  }

  /**
   * Hands over the rows of each image's candidates in the features' type, {@code [1 + m, d]}, and
   * its number; the same memory serves for all images.
   */
  static void forEachImage(Tensor v, Tensor candidates, Tensor bank, ObjLongConsumer<Tensor> use) {
    long[] shape = {candidates.size(1), bank.size(1)};
    Tensor rows = torch.empty(shape, bank.options(), null);
    boolean narrow = Tensors.type(bank) != Tensors.type(v); // kept in bfloat16
    Tensor wide = narrow ? torch.empty(shape, v.options(), null) : rows;
    for (long b = 0; b < v.size(0); b++) {
      torch.index_select_out(rows, bank.detach(), 0, candidates.select(0, b));
      use.accept(narrow ? wide.copy_(rows) : rows, b);
    }
  }

  /** Throws unless there is a row of candidates for each image, with at least one negative. */
  static void check(Tensor v, Tensor candidates, Tensor bank) {
    Shapes.requireBank(v, bank);
    if (candidates.dim() != 2 || candidates.size(0) != v.size(0) || candidates.size(1) < 2) {
      throw new IllegalArgumentException(
          "candidates must hold, for each of "
              + v.size(0)
              + " rows, its own bank row and at least one negative");
    }
  }
}
