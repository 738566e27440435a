package org.likeness.verdict;

/**
 * Altered copies that find their original among all originals.
 *
 * @param share of the copies
 * @param images number of copies
 */
public record Found(double share, int images) {
  /** For an interval of 95 %. */
  private static final double Z = 1.96;

  public Found {
    if (!(share >= 0 && share <= 1) || images < 1) {
      throw new IllegalArgumentException(
          "share must be in [0, 1] and images positive but are " + share + " and " + images);
    }
  }

  /**
   * The difference of this share and another, with an interval of 95 % that holds for few images
   * and for shares near 0 and 1 too: one success and one failure are added to each (Agresti and
   * Caffo, The American Statistician 54, 2000). That both are of the same images is not used, which
   * makes it wider.
   */
  Difference minus(Found other) {
    double a = adjusted();
    double b = other.adjusted();
    double error = Math.sqrt(a * (1 - a) / (images + 2) + b * (1 - b) / (other.images + 2));
    return new Difference(share - other.share, a - b - Z * error, a - b + Z * error);
  }

  private double adjusted() {
    return (share * images + 1) / (images + 2);
  }

  /**
   * A difference of two shares.
   *
   * @param value of the shares
   * @param low end of its interval
   * @param high end of its interval
   */
  record Difference(double value, double low, double high) {}
}
