package org.likeness.nn;

/** The norm behind a linear map of a head, over the rows of a batch (Ioffe and Szegedy, 2015). */
public enum Norm {
  NONE,
  /** Batch norm with weight and bias. */
  BATCH,
  /** Batch norm with a weight and no bias, as behind the last layer of SimCLR's head. */
  BATCH_SCALE,
  /** Batch norm without parameters. */
  BATCH_PLAIN;

  boolean hasWeight() {
    return this == BATCH || this == BATCH_SCALE;
  }

  boolean hasBias() {
    return this == BATCH;
  }
}
