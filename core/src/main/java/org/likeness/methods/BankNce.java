package org.likeness.methods;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.loss.NoiseContrastive;
import org.likeness.memory.MemoryBank;

/**
 * Noise-contrastive estimation against rows of a memory bank, and the constant Z of its
 * denominators (InstDisc, eq. 7 and 8): from the first batch, or averaged over all. With gradient
 * accumulation an averaged one moves with each batch.
 */
final class BankNce {
  private final NoiseContrastive nce;
  private final MemoryBank bank; // [n, d]
  private final ZPolicy policy;
  private final double decay;
  private double z; // 0 until the first batch

  BankNce(NoiseContrastive nce, MemoryBank bank, ZPolicy policy, double decay) {
    this.nce = nce;
    this.bank = bank;
    this.policy = policy;
    this.decay = decay;
  }

  /** The image's own row before the others, {@code long[B, 1 + m]}. */
  static Tensor candidates(Tensor i, Tensor negatives) {
    return torch.cat(new TensorVector(i.unsqueeze(1), negatives.to(i.device(), i.dtype())), 1);
  }

  /**
   * The loss of a batch.
   *
   * @param v unit rows, {@code [B, d]}
   * @param candidates rows of the bank, {@code long[B, 1 + m]}, the image's own first
   */
  Tensor loss(Tensor v, Tensor candidates) {
    return z == 0 || policy == ZPolicy.EMA
        ? nce.loss(v, candidates, bank.tensor(), this::nextZ)
        : nce.loss(v, candidates, bank.tensor(), z);
  }

  private double nextZ(Tensor scores) {
    double estimate = NoiseContrastive.estimateZ(scores, bank.size()); // Eq. 8
    z = z == 0 ? estimate : policy.next(z, estimate, decay);
    return z;
  }

  double z() {
    return z;
  }

  void z(double to) {
    z = to;
  }
}
