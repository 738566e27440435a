package org.likeness.backbone;

import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Whole numbers that divide another, for messages that say what would fit. */
final class Divisors {
  private Divisors() {}

  /**
   * The nearest divisors of {@code number} below and above a value that is none: {@code 8 or 10}.
   */
  static String near(long number, long value) {
    LongStream below = down(value - 1).filter(d -> number % d == 0).limit(1);
    LongStream above =
        LongStream.rangeClosed(value + 1, number).filter(d -> number % d == 0).limit(1);
    return LongStream.concat(below, above)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" or "));
  }

  private static LongStream down(long from) {
    return LongStream.iterate(from, d -> d > 0, d -> d - 1);
  }
}
