package org.likeness.figure;

/** The meaning of an image's frame. */
public enum Mark {
  /** Nothing: no frame. */
  NONE,
  /** A correct neighbour: a thick solid blue frame and a tick. */
  RIGHT,
  /** Another neighbour: a thin dashed grey frame. */
  WRONG
}
