package org.likeness.loss;

/** Which form of {@link InstanceSpreading}. */
public enum Spreading {
  /**
   * The authors' code: 2B anchors, the second factor of each product is a constant, mean over 2B.
   */
  RELEASED,
  /** The value of {@link #RELEASED} with the whole gradient, through both factors. */
  FULL,
  /** The formula as printed: B anchors, the self term stays in the denominator, summed over B. */
  PAPER
}
