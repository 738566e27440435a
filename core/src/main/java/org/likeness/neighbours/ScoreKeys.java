package org.likeness.neighbours;

/**
 * A score in single precision and a row in one long, ordered by score and then by falling row: of
 * equal scores the lower row is the better one. The zeros of both signs are one.
 */
public final class ScoreKeys {
  private ScoreKeys() {}

  public static long of(float score, int row) {
    return (long) ordered(score) << 32 | ~row & 0xFFFFFFFFL;
  }

  /** The row of a key. */
  public static int row(long key) {
    return ~(int) key;
  }

  /** The score of a key. */
  public static float score(long key) {
    int bits = (int) (key >> 32);
    return Float.intBitsToFloat(bits ^ bits >> 31 & Integer.MAX_VALUE);
  }

  /** Bits of a float that are ordered as integers are. */
  private static int ordered(float score) {
    int bits = Float.floatToRawIntBits(score + 0f);
    return bits ^ bits >> 31 & Integer.MAX_VALUE;
  }
}
