package org.likeness.train;

/** How the base learning rate grows with the batch. */
public enum LrScaling {
  /** Not at all. */
  NONE,
  /** lr * batch / 256. */
  LINEAR,
  /** lr * sqrt(batch). */
  SQRT
}
