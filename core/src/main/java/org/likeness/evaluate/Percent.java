package org.likeness.evaluate;

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

  /** With as many digits as it has, at most four: {@code 30 %}, {@code 0.25 %}. */
  public static String plain(double share) {
    return String.format(Locale.ROOT, "%.4g", 100 * share).replaceFirst("\\.?0+$", "") + " %";
  }
}
