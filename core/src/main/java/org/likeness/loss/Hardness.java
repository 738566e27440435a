package org.likeness.loss;

/** Which negatives of an anchor a loss uses, by their similarity to it. */
public enum Hardness {
  /** All. */
  ALL,
  /** The more similar half. */
  HARDEST,
  /** The less similar half. */
  EASIEST
}
