package org.likeness.methods;

/** How {@link InstDisc} tells an image from all others. */
public enum InstanceLoss {
  /** The exact softmax over all n images. */
  SOFTMAX,
  /** Noise-contrastive estimation from m drawn images. */
  NCE
}
