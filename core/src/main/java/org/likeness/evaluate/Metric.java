package org.likeness.evaluate;

/**
 * A number that the monitor adds to an epoch's metrics.
 *
 * @param value as it is written
 * @param share true where 1 means all, so that people read it in percent
 */
public record Metric(double value, boolean share) {
  /** A share from 0 to 1, such as an accuracy. */
  public static Metric share(double value) {
    return new Metric(value, true);
  }

  /** A plain number, such as a rank. */
  public static Metric plain(double value) {
    return new Metric(value, false);
  }
}
