package org.likeness.methods;

/** The loss by which {@link InstDisc} discriminates an image from all others. */
public enum InstanceLoss {
  /** The exact softmax over all n images. */
  SOFTMAX,
  /** Noise-contrastive estimation with m sampled images. */
  NCE
}
