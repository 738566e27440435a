package org.likeness.verdict;

/**
 * The effective rank of the embeddings of images: how many directions they use.
 *
 * @param value 0 where all embeddings are equal
 * @param low end of its 95 % interval; {@code value} where that is not known
 * @param high end of its 95 % interval; {@code value} where that is not known
 */
public record Rank(double value, double low, double high) {
  public Rank {
    if (!(low <= value && value <= high)) {
      throw new IllegalArgumentException(
          "value must be in [low, high] but is %s in [%s, %s]".formatted(value, low, high));
    }
  }

  /** A rank whose interval is not known. */
  public static Rank of(double value) {
    return new Rank(value, value, value);
  }

  boolean hasInterval() {
    return low < high;
  }
}
