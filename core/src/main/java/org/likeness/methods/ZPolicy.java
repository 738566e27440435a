package org.likeness.methods;

/** How the constant Z of noise-contrastive estimation is determined. */
public enum ZPolicy {
  /** The estimate of the first batch, kept for the whole run (InstDisc's released code). */
  FROZEN {
    @Override
    double next(double z, double estimate, double decay) {
      return z;
    }
  },
  /** A moving average of every batch's estimate, updated before that batch's loss. */
  EMA {
    @Override
    double next(double z, double estimate, double decay) {
      return decay * z + (1 - decay) * estimate;
    }
  };

  /** Z after a batch with this estimate, given the previous Z. */
  abstract double next(double z, double estimate, double decay);
}
