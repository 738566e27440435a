package org.likeness.evaluate;

import java.util.Optional;

/**
 * A number that the monitor adds to an epoch's metrics.
 *
 * @param value as it is written
 * @param share true where 1 means all, so that people read it in percent
 * @param interval of 95 %; empty where it is not known
 */
public record Metric(double value, boolean share, Optional<Interval> interval) {
  /** A share from 0 to 1, such as an accuracy. */
  public static Metric share(double value) {
    return new Metric(value, true, Optional.empty());
  }

  /** A plain number, such as a rank. */
  public static Metric plain(double value) {
    return new Metric(value, false, Optional.empty());
  }

  /**
   * The same number with the interval that a report has under {@code KEY_low} and {@code KEY_high}.
   */
  public Metric within(Report report, String key) {
    return report.json().has(key + "_low")
        ? new Metric(
            value,
            share,
            Optional.of(new Interval(report.number(key + "_low"), report.number(key + "_high"))))
        : this;
  }
}
