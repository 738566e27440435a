package org.likeness.methods;

import org.bytedeco.pytorch.Tensor;
import org.likeness.loss.NoiseContrastive;
import org.likeness.loss.NonParametricSoftmax;
import org.likeness.loss.SampledSoftmax;
import org.likeness.memory.MemoryBank;

/** One direction of {@link Cmc}: embeddings of one half against the memory bank of the other. */
final class CrossTerm {
  private final CrossLoss loss;
  private final MemoryBank bank; // [n, d], of the other half
  private final NonParametricSoftmax softmax;
  private final SampledSoftmax sampled;
  private final BankNce nce;

  CrossTerm(Cmc.Options options, MemoryBank bank) {
    this.loss = options.loss();
    this.bank = bank;
    this.softmax = new NonParametricSoftmax(options.tau(), NonParametricSoftmax.CHUNK);
    this.sampled = new SampledSoftmax(options.tau());
    NoiseContrastive estimate = new NoiseContrastive(options.tau(), options.eps());
    this.nce = new BankNce(estimate, bank, options.z(), options.zDecay());
  }

  BankNce nce() {
    return nce;
  }

  /**
   * The loss of a batch.
   *
   * @param v unit rows, {@code [B, d]}
   * @param i the images' indices, {@code long[B]}
   * @param candidates rows of the bank, {@code long[B, 1 + m]}, the image's own first; not looked
   *     at by the exact softmax
   */
  Tensor loss(Tensor v, Tensor i, Tensor candidates) {
    return switch (loss) {
      case SOFTMAX -> softmax.loss(v, i, bank.tensor());
      case SAMPLED -> sampled.loss(v, candidates, bank.tensor());
      case NCE -> nce.loss(v, candidates);
    };
  }
}
