package org.likeness.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Formats fractions as percentages. */
public final class Percent {
  private Percent() {}

  /** With one decimal, for tables that compare: {@code 43.2 %}. */
  public static String of(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** With two decimals, for the table of one evaluation: {@code 43.21 %}. */
  public static String precise(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /**
   * The interval of a value of a report, {@code 60.0 % to 65.0 %}.
   *
   * @param object with the keys that {@link Interval#addTo} writes
   * @param key of the value
   */
  public static String interval(JsonNode object, String key) {
    return of(object.path(key + "_low").doubleValue())
        + " to "
        + of(object.path(key + "_high").doubleValue());
  }

  /** With as many digits as it has, at most four: {@code 30 %}, {@code 0.25 %}. */
  public static String plain(double share) {
    return String.format(Locale.ROOT, "%.4g", 100 * share).replaceFirst("\\.?0+$", "") + " %";
  }
}
