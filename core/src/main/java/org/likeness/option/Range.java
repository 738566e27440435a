package org.likeness.option;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An interval of numbers. Infinite bounds are open, so that every number in it is finite. */
record Range(double low, boolean withLow, double high, boolean withHigh) {
  private static final Pattern FORM =
      Pattern.compile("([\\[(])\\s*(\\S+)\\s*,\\s*(\\S+)\\s*([])])");

  Range {
    if (!(low <= high)
        || withLow && Double.isInfinite(low)
        || withHigh && Double.isInfinite(high)
        || low == high && !(withLow && withHigh)) {
      throw new IllegalArgumentException(
          "no number is in " + interval(low, withLow, high, withHigh));
    }
  }

  /** Reads {@code [0, 1)}, with {@code inf} and {@code -inf} for no bound. */
  static Range parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a range must be written like [0, 1) or (0, inf) but is '" + text + "'");
    }
    return new Range(
        end(matcher.group(2)),
        matcher.group(1).equals("["),
        end(matcher.group(3)),
        matcher.group(4).equals("]"));
  }

  private static double end(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  boolean contains(double value) {
    return (withLow ? value >= low : value > low) && (withHigh ? value <= high : value < high);
  }

  /** Such as {@code positive}, {@code at least 1}, {@code in [0, 1)}; empty for all numbers. */
  String phrase() {
    boolean below = Double.isInfinite(low);
    boolean above = Double.isInfinite(high);
    if (below && above) {
      return "";
    }
    if (above) {
      if (low == 0) {
        return withLow ? "not negative" : "positive";
      }
      return (withLow ? "at least " : "more than ") + OptionValues.number(low);
    }
    if (below) {
      return (withHigh ? "at most " : "less than ") + OptionValues.number(high);
    }
    return "in " + interval(low, withLow, high, withHigh);
  }

  /**
   * Checks a number.
   *
   * @param name the beginning of the message
   * @param is the verb before the value: {@code is}, or {@code contains} for a list
   * @throws IllegalArgumentException if it is not in this interval
   */
  void check(String name, String is, Number value) {
    double number = value.doubleValue();
    if (!contains(number)) {
      boolean bounded = !Double.isInfinite(low) && !Double.isInfinite(high);
      String must =
          !Double.isFinite(number) && !bounded
              ? "be a finite number"
              : phrase().equals("not negative") ? "not be negative" : "be " + phrase();
      throw new IllegalArgumentException(
          name + " must " + must + " but " + is + " " + OptionValues.text(value));
    }
  }

  private static String interval(double low, boolean withLow, double high, boolean withHigh) {
    return (withLow ? "[" : "(")
        + OptionValues.number(low)
        + ", "
        + OptionValues.number(high)
        + (withHigh ? "]" : ")");
  }
}
