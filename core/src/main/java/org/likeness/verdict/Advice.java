package org.likeness.verdict;

/** What to do with the encoder of a run. */
public enum Advice {
  /** Keep it. */
  KEEP,
  /** Train for more epochs. */
  TRAIN_MORE,
  /** Keep the weights that the run began from. */
  KEEP_START
}
