package org.likeness.pretraining;

/**
 * Which images are learned from, which choose the epoch, which are looked at once at the end. A
 * part that the data set names itself ({@code test}, or {@code val}) is used as it is.
 *
 * @param testShare share of the images kept out for the summary where the data set names no test
 *     part; 0 to learn from all of them
 * @param validationShare share of the training images kept out to watch training and choose the
 *     epoch; 0 for none
 * @param validationLimit at most so many images
 */
public record SplitOptions(double testShare, double validationShare, int validationLimit) {
  public SplitOptions {
    if (!(testShare >= 0 && testShare < 1)) {
      throw new IllegalArgumentException("test-share must be in [0, 1) but is " + testShare);
    }
    if (!(validationShare >= 0 && validationShare < 1)) {
      throw new IllegalArgumentException(
          "validation-share must be in [0, 1) but is " + validationShare);
    }
    if (validationLimit < 2) {
      throw new IllegalArgumentException(
          "validation-limit must be at least 2 but is " + validationLimit);
    }
  }

  public static SplitOptions defaults() {
    return new SplitOptions(0.15, 0.1, 2000);
  }
}
