package org.likeness.io;

/**
 * IEEE 754 binary16: 1 sign bit, 5 exponent bits, 10 fraction bits. (Part of Java since version
 * 20.)
 */
final class HalfFloat {
  private HalfFloat() {}

  /** The nearest half of a float, ties to even; above the range infinity, NaN stays NaN. */
  static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7FFFFFFF;
    if (magnitude > 0x7F800000) {
      return (short) (sign | 0x7E00);
    }
    if (magnitude >= 0x477FF000) { // 65520 and more round to infinity
      return (short) (sign | 0x7C00);
    }
    if (magnitude
        < 0x38800000) { // below 2^-14: subnormal, an integer multiple of 2^-24; rint rounds ties to
      // even
      return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24));
    }
    // Rebias the exponent from 127 to 15, add half of the last remaining bit, minus one if that bit
    // is 0.
    int odd = magnitude >>> 13 & 1;
    return (short) (sign | magnitude - (112 << 23) + 0xFFF + odd >>> 13);
  }
}
