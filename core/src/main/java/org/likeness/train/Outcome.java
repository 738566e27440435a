package org.likeness.train;

/** How a run ended. */
public enum Outcome {
  /** All epochs are completed. */
  COMPLETED,
  /** It was asked to stop, and saved its state. */
  INTERRUPTED,
  /** It failed with an exception. */
  FAILED
}
