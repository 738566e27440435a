package org.likeness.augment;

import java.util.List;

/** Ranges of option values; messages begin with the option's name as a recipe writes it. */
final class Checks {
  private Checks() {}

  static void probability(String name, double value) {
    range(name, value, 0, 1);
  }

  static void range(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          name + " must be in [" + plain(low) + ", " + plain(high) + "] but is " + plain(value));
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + " must be 0 or more and finite but is " + plain(value));
    }
  }

  static void oneOf(String name, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new IllegalArgumentException(
          name + " must be one of " + String.join(", ", known) + " but is " + value);
    }
  }

  /** Mean and standard deviation of three channels. */
  static void statistics(List<Double> mean, List<Double> std) {
    if (mean.size() != 3 || !mean.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("mean must be three finite numbers but is " + mean);
    }
    if (std.size() != 3 || !std.stream().allMatch(s -> s > 0 && Double.isFinite(s))) {
      throw new IllegalArgumentException("std must be three positive numbers but is " + std);
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
