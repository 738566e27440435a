package org.likeness.methods;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.loss.NoiseContrastive;
import org.likeness.loss.NonParametricSoftmax;
import org.likeness.loss.SampledSoftmax;
import org.likeness.memory.MemoryBank;

/** One direction of {@link Cmc}: embeddings of one half against the memory bank of the other. */
final class CrossTerm {
  private final Cmc.Options options;
  private final MemoryBank bank; // [n, d], of the other half
  private double z; // 0 until the first batch

  CrossTerm(Cmc.Options options, MemoryBank bank) {
    this.options = options;
    this.bank = bank;
  }

  double z() {
    return z;
  }

  void z(double to) {
    z = to;
  }

  /**
   * The loss of a batch.
   *
   * @param v unit rows, {@code [B, d]}
   * @param i the images' indices, {@code long[B]}
   * @param negatives rows of the bank, {@code long[B, m]}; not looked at by the exact softmax
   */
  Tensor loss(Tensor v, Tensor i, Tensor negatives) {
    if (options.loss() == CrossLoss.SOFTMAX) {
      return new NonParametricSoftmax(options.tau(), NonParametricSoftmax.CHUNK)
          .loss(v, i, bank.tensor());
    }
    Tensor candidates =
        torch.cat(
            new TensorVector(i.unsqueeze(1), negatives.to(i.device(), i.dtype())), 1); // [B, 1 + m]
    if (options.loss() == CrossLoss.SAMPLED) {
      return new SampledSoftmax(options.tau()).loss(v, candidates, bank.tensor());
    }
    NoiseContrastive nce = new NoiseContrastive(options.tau(), options.eps());
    return z == 0 || options.z() == ZPolicy.EMA
        ? nce.loss(v, candidates, bank.tensor(), this::nextZ)
        : nce.loss(v, candidates, bank.tensor(), z);
  }

  private double nextZ(Tensor scores) {
    double estimate = NoiseContrastive.estimateZ(scores, bank.size());
    z = z == 0 ? estimate : options.z().next(z, estimate, options.zDecay());
    return z;
  }
}
