package org.likeness.evaluate.neighbours;

import org.likeness.evaluate.Part;

/** The images among which the nearest of a test image are searched. */
public enum NeighboursBank {
  /** The training images. */
  TRAIN(Part.BANK),
  /** The other test images. */
  TEST(Part.TEST);

  private final Part part;

  NeighboursBank(Part part) {
    this.part = part;
  }

  /** The part of an evaluation's images. */
  Part part() {
    return part;
  }
}
