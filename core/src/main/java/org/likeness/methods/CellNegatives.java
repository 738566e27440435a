package org.likeness.methods;

/** Among which cells {@link Cpc} finds the one that it predicts. */
public enum CellNegatives {
  /** All cells of all images of the batch (CPC v2). */
  ALL,
  /** The right one and m drawn ones (v1). */
  SAMPLED
}
