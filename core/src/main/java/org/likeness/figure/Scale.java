package org.likeness.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * The scale of an axis: numbers become shares of its length, with marks at round numbers.
 *
 * @param share from a number to 0 at the lower end, 1 at the upper
 * @param ticks its marks, rising
 */
record Scale(DoubleUnaryOperator share, List<Tick> ticks) {
  /** About so many steps between the marks of a linear scale. */
  private static final double STEPS = 5;

  /** And of whole numbers, whose labels are short. */
  private static final double WHOLE_STEPS = 10;

  /** An axis that spans more than so many powers of ten has no room for 2 and 5. */
  private static final double MANY_DECADES = 3;

  private static final double NOISE = 1e-9;

  /**
   * A place on an axis.
   *
   * @param value its number
   * @param label what stands there
   */
  record Tick(double value, String label) {}

  double at(double value) {
    return share.applyAsDouble(value);
  }

  /** A linear scale whose ends are round numbers outside the two. */
  static Scale linear(double least, double most) {
    double step = step(least, most, STEPS);
    long first = (long) Math.floor(least / step + NOISE);
    long last = Math.max(first + 1, (long) Math.ceil(most / step - NOISE));
    double low = first * step;
    double length = (last - first) * step;
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - NOISE));
    List<Tick> ticks = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      ticks.add(new Tick(i * step, String.format(Locale.ROOT, "%,." + decimals + "f", i * step)));
    }
    return new Scale(value -> (value - low) / length, ticks);
  }

  /** 1, 2 or 5 times a power of ten. */
  private static double step(double least, double most, double steps) {
    if (most <= least) {
      return Math.max(1, Math.pow(10, Math.floor(Math.log10(Math.max(1, Math.abs(least))))));
    }
    double wanted = (most - least) / steps;
    double power = Math.pow(10, Math.floor(Math.log10(wanted) + NOISE));
    double factor = wanted / power;
    return power * (factor <= 1 + NOISE ? 1 : factor <= 2 + NOISE ? 2 : factor <= 5 ? 5 : 10);
  }

  /** As {@link #linear}, for whole numbers: marks at whole numbers only, and no end beyond them. */
  static Scale whole(long least, long most) {
    long step = Math.max(1, Math.round(step((double) least, (double) most, WHOLE_STEPS)));
    double length = (double) Math.max(1, most - least);
    List<Tick> ticks = new ArrayList<>();
    for (long value = -Math.floorDiv(-least, step) * step;
        value <= Math.max(most, least + 1);
        value += step) {
      ticks.add(new Tick((double) value, String.format(Locale.ROOT, "%,d", value)));
    }
    return new Scale(value -> (value - least) / length, ticks);
  }

  /** A place for each name; the number of a place is that of its name, from 0. */
  static Scale named(List<String> names) {
    List<Tick> ticks = new ArrayList<>();
    for (String name : names) {
      ticks.add(new Tick(ticks.size(), name));
    }
    return new Scale(place -> (place + 0.5) / names.size(), ticks);
  }

  /** A logarithmic scale between two positive numbers, whose ends are 1, 2 or 5 of a power. */
  static Scale logarithmic(double least, double most) {
    double low = Math.log10(roundDown(least));
    double length = Math.max(Math.log10(2), Math.log10(roundUp(most)) - low);
    double decades = Math.log10(most / least);
    List<Tick> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(low + NOISE); power <= low + length + NOISE; power++) {
      for (int digit = 1; digit < 10; digit++) {
        double value = digit * Math.pow(10, power);
        String label = label(value, decades);
        double share = (Math.log10(value) - low) / length;
        if (!label.isBlank() && share > -NOISE && share < 1 + NOISE) {
          ticks.add(new Tick(value, label));
        }
      }
    }
    return new Scale(value -> (Math.log10(value) - low) / length, ticks);
  }

  private static double roundDown(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value) + NOISE));
    double digit = value / power + NOISE;
    return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
  }

  private static double roundUp(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value) + NOISE));
    double digit = value / power - NOISE;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  /**
   * What stands at a mark of a logarithmic axis: its number at 1, 2 and 5, at the powers of ten
   * alone where the axis is long, else nothing.
   *
   * @param decades powers of ten between the least and the greatest number
   */
  static String label(double value, double decades) {
    double power = Math.pow(10, Math.floor(Math.log10(value) + NOISE));
    long digit = Math.round(value / power);
    boolean named = digit == 1 || decades <= MANY_DECADES && (digit == 2 || digit == 5);
    if (!named) {
      return " ";
    }
    return value > 0.99
        ? String.format(Locale.ROOT, "%,.0f", value)
        : BigDecimal.valueOf(value).round(new MathContext(1)).stripTrailingZeros().toPlainString();
  }
}
