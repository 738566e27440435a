package org.likeness.figure;

/** What the frame of a picture says. */
public enum Mark {
  /** Nothing: no frame. */
  NONE,
  /** A right neighbour: a thick unbroken blue frame and a tick. */
  RIGHT,
  /** Another one: a thin broken grey frame. */
  WRONG
}
