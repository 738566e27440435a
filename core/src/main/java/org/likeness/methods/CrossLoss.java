package org.likeness.methods;

/** The loss by which {@link Cmc} finds an image's row in the bank of the other channels. */
public enum CrossLoss {
  /** The exact softmax over all n images. */
  SOFTMAX,
  /** The softmax over the image's own row and m sampled ones. */
  SAMPLED,
  /** Noise-contrastive estimation with m sampled images. */
  NCE
}
