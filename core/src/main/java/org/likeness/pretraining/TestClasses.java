package org.likeness.pretraining;

/** The classes of the test images where an encoder learns from some classes only. */
public enum TestClasses {
  /** Those that are not learned from. */
  OTHERS,
  /** Those that are learned from. */
  SAME,
  /** All. */
  ALL
}
