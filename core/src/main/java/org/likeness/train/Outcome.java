package org.likeness.train;

/** How a run ended. */
public enum Outcome {
  /** All epochs are done. */
  COMPLETED,
  /** It was asked to stop, and saved where it stood. */
  INTERRUPTED,
  /** It failed; the exception says why. */
  FAILED
}
