package org.likeness.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The numbers that {@code fixed} of bench/peers/common.py gives. */
final class FixedNumbersTest {
  @Test
  void otherProgramsMakeTheSameNumbers() {
    assertThat(FixedNumbers.at(0, 1)).isEqualTo(0.22745693f);
    assertThat(FixedNumbers.at(1, 1)).isEqualTo(-0.4577493f);
    assertThat(FixedNumbers.at(3, 1)).isEqualTo(0.3360949f);
    assertThat(FixedNumbers.at(1_000_000, 2)).isEqualTo(0.49708822f);
  }

  @Test
  void theyFillTheirRangeEvenly() {
    double sum = 0;
    double squares = 0;
    int n = 100_000;
    for (int i = 0; i < n; i++) {
      float x = FixedNumbers.at(i, 5);
      assertThat(x).isBetween(-0.5f, 0.5f);
      sum += x;
      squares += x * x;
    }
    // Five standard deviations of a mean of n uniform numbers, and of their squares.
    assertThat(sum / n).isBetween(-0.0046, 0.0046);
    assertThat(squares / n).isBetween(1 / 12.0 - 0.0012, 1 / 12.0 + 0.0012);
  }
}
