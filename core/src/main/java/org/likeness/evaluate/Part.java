package org.likeness.evaluate;

/** What the images of an evaluation are for. */
public enum Part {
  /** Images of known class or identity: neighbours are searched here, classifiers are fit here. */
  BANK,
  /** Images that choose settings of an evaluation; may be none. */
  VALIDATION,
  /** Images that the numbers of a report are about. */
  TEST
}
