package org.likeness.experiment;

import java.util.Locale;

/** How large an experiment is. */
public enum Scale {
  /** Generated images, one epoch, a narrow network: proves that everything fits together. */
  SMOKE,
  /** Some minutes for a run on two cores. */
  SMALL,
  /** The setting of the paper. */
  PAPER;

  /** As it is written in files and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
