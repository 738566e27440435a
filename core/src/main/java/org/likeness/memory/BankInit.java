package org.likeness.memory;

import org.likeness.random.RandomSource;

/** The initial rows of a {@link MemoryBank}. */
public enum BankInit {
  /** Random unit vectors, as the InstDisc paper says. */
  UNIT,
  /**
   * Entries uniform in {@code +-1/sqrt(d/3)}, of unit length only on average, as in its released
   * code.
   */
  UNIFORM;

  /** A new bank of {@code n} rows of width {@code d}. */
  public MemoryBank create(int n, int d, RandomSource random) {
    return this == UNIT ? MemoryBank.unit(n, d, random) : MemoryBank.uniform(n, d, random);
  }
}
