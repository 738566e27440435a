package org.likeness.memory;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** The precision of a bank's rows. Losses and updates compute in the precision of the features. */
public enum BankPrecision {
  /** Four bytes per value. */
  FLOAT32(ScalarType.Float),
  /**
   * Two bytes per value, 8 bits of mantissa. The exact softmax over 3,000 and 50,000 random rows of
   * 128 numbers at tau 0.07 was off by 2e-5 to 6e-4 of its value, its gradient by 2e-3 to 4e-3 of
   * its largest number.
   */
  BFLOAT16(ScalarType.BFloat16);

  private final ScalarType type;

  BankPrecision(ScalarType type) {
    this.type = type;
  }

  ScalarType type() {
    return type;
  }
}
