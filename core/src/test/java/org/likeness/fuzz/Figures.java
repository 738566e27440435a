package org.likeness.fuzz;

import java.util.Locale;

/** What the cases of a format took; the largest of one case each. */
final class Figures {
  static final String HEADER =
      "format,cases,accepted,refused,longest_s,longest_case,java_mb,java_case,native_mb,native_case\n";

  private final String format;
  private int accepted;
  private int refused;
  private final Largest nanos = new Largest();
  private final Largest javaBytes = new Largest();
  private final Largest nativeBytes = new Largest();

  Figures(String format) {
    this.format = format;
  }

  void add(Result result) {
    if (result.accepted()) {
      accepted++;
    } else {
      refused++;
    }
    nanos.see(result.nanos(), result.number());
    javaBytes.see(result.javaBytes(), result.number());
    nativeBytes.see(result.nativeBytes(), result.number());
  }

  int accepted() {
    return accepted;
  }

  int refused() {
    return refused;
  }

  /** A line of the table, in the order of {@link #HEADER}. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%d,%.3f,%d,%.1f,%d,%.1f,%d%n",
        format,
        accepted + refused,
        accepted,
        refused,
        nanos.value / 1e9,
        nanos.number,
        javaBytes.value / 1e6,
        javaBytes.number,
        nativeBytes.value / 1e6,
        nativeBytes.number);
  }

  private static final class Largest {
    private long value;
    private int number;

    void see(long candidate, int of) {
      if (candidate > value) {
        value = candidate;
        number = of;
      }
    }
  }
}
