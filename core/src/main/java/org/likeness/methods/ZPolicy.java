package org.likeness.methods;

/** Where the constant Z of noise-contrastive estimation comes from. */
public enum ZPolicy {
  /** The estimate of the first batch, for ever (InstDisc's released code). */
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

  /** Z after a batch with this estimate, where there was a Z before it. */
  abstract double next(double z, double estimate, double decay);
}
