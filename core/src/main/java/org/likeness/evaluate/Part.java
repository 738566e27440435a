package org.likeness.evaluate;

/** The use of the images of an evaluation. */
public enum Part {
  /** Images of known class or identity: searched for neighbours, or used to train classifiers. */
  BANK,
  /** Images to choose settings of an evaluation; may be empty. */
  VALIDATION,
  /** Images that are measured. */
  TEST
}
