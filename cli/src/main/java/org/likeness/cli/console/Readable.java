package org.likeness.cli.console;

import java.time.Duration;
import java.util.Locale;

/** Formats numbers for people. */
@SuppressWarnings("JavaLangClash") // java.lang.Readable has no use in this package
public final class Readable {
  private static final String[] SIZES = {"bytes", "kB", "MB", "GB", "TB", "PB"};

  private Readable() {}

  /** {@code 0.4 s}, {@code 12 s}, {@code 4 min 10 s}, {@code 2 h 5 min}, {@code 3 d 4 h}. */
  public static String time(Duration duration) {
    double exact = duration.toNanos() / 1e9;
    if (exact < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", exact);
    }
    long seconds = Math.round(exact);
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return pair(seconds, 60, "min", 1, "s");
    }
    return seconds < 86_400
        ? pair(seconds, 3600, "h", 60, "min")
        : pair(seconds, 86_400, "d", 3600, "h");
  }

  private static String pair(
      long seconds, long large, String largeName, long small, String smallName) {
    long rest = seconds % large / small;
    return seconds / large + " " + largeName + (rest == 0 ? "" : " " + rest + " " + smallName);
  }

  /**
   * {@code 812 bytes}, {@code 4.2 MB}, {@code 12 GB}: powers of ten, as disk vendors and file
   * managers count.
   */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < SIZES.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(
        Locale.ROOT, unit == 0 || value >= 9.95 ? "%.0f %s" : "%.1f %s", value, SIZES[unit]);
  }

  /** {@code 1,281,167}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 image}, {@code 1,281,167 images}. */
  public static String count(long number, String one) {
    return count(number) + " " + one + (number == 1 ? "" : "s");
  }
}
