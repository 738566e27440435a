package org.likeness.methods;

/**
 * Ranges that the options of several methods share. Messages begin with the option's name as a
 * recipe writes it.
 */
final class Checks {
  private Checks() {}

  static void positive(String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(name + " must be positive but is " + value);
    }
  }

  static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but is " + value);
    }
  }

  /** Throws unless {@code value} is in [0, 1). */
  static void share(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1) but is " + value);
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(name + " must not be negative but is " + value);
    }
  }
}
