package org.likeness.train;

import java.util.List;

/**
 * Whether a metric, measured after each epoch on the same images, still rises: the mean over the
 * last epochs against the mean over as many before.
 */
public enum Trend {
  /** It rises. */
  RISING,
  /** It changes by less than can be told. */
  LEVEL,
  /** It falls. */
  FALLING,
  /** There are too few epochs to say. */
  UNKNOWN;

  /**
   * A share that rises by less, in two means, counts as level; of another metric, this fraction.
   */
  public static final double LEAST_GAIN = 0.02;

  /**
   * The trend of a metric.
   *
   * @param values after each epoch; higher is better
   * @param window epochs of each mean, at least 1
   * @param images number of images that a share is of, whose standard error a gain must exceed as
   *     well; 0 where the metric is no share
   */
  public static Trend of(List<Double> values, int window, int images) {
    if (window < 1) {
      throw new IllegalArgumentException("window must be at least 1 but is " + window);
    }
    if (values.size() < 2 * window) {
      return UNKNOWN;
    }
    double last = mean(values, values.size() - window, values.size());
    double before = mean(values, values.size() - 2 * window, values.size() - window);
    double margin = margin(before, last, images);
    if (last - before >= margin) {
      return RISING;
    }
    return before - last >= margin ? FALLING : LEVEL;
  }

  /** The least difference of two means that counts; see {@link #of}. */
  public static double margin(double a, double b, int images) {
    return images > 0
        ? Math.max(LEAST_GAIN, standardError(a, b, images))
        : LEAST_GAIN * Math.abs(a);
  }

  /** Of the difference of two shares of as many images. */
  public static double standardError(double a, double b, int images) {
    return Math.sqrt((a * (1 - a) + b * (1 - b)) / images);
  }

  /** The mean of some values in a row. */
  public static double mean(List<Double> values, int from, int to) {
    return values.subList(from, to).stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
