package org.likeness.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RangeTest {
  /** A range, a value in it, one out of it, and what is said of that one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [0, 1]|0|-1|x must be in [0, 1] but is -1
          [0, 1]|1|1.5|x must be in [0, 1] but is 1.5
          [0, 1)|0|1|x must be in [0, 1) but is 1
          (0, 1]|1|0|x must be in (0, 1] but is 0
          (-0.5, 0.5)|0.25|-0.5|x must be in (-0.5, 0.5) but is -0.5
          (0, inf)|1e-9|0|x must be positive but is 0
          [0, inf)|0|-0.1|x must not be negative but is -0.1
          [1, inf)|1|0|x must be at least 1 but is 0
          [0.002, inf)|0.002|0.001|x must be at least 0.002 but is 0.001
          (1, inf)|1.5|1|x must be more than 1 but is 1
          (-inf, 5]|5|6|x must be at most 5 but is 6
          (-inf, 5)|4|5|x must be less than 5 but is 5
          [0, 1]|0.5|NaN|x must be in [0, 1] but is NaN
          [0, inf)|3|NaN|x must be a finite number but is NaN
          (0, inf)|3|Infinity|x must be a finite number but is Infinity
          (-inf, inf)|-3|-Infinity|x must be a finite number but is -Infinity
          """)
  void eachFormHasItsMessage(String text, double inside, double outside, String message) {
    Range range = Range.parse(text);
    range.check("x", "is", inside);
    assertThat(range.contains(inside)).isTrue();
    assertThatThrownBy(() -> range.check("x", "is", outside))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void wholeNumbersAreWrittenWithoutAPoint() {
    assertThatThrownBy(() -> Range.parse("[1, inf)").check("k", "contains", 0))
        .hasMessage("k must be at least 1 but contains 0");
    assertThatThrownBy(() -> Range.parse("[1, inf)").check("k", "is", -5_000_000_000L))
        .hasMessage("k must be at least 1 but is -5000000000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0, 1",
        "[0]",
        "[0 1]",
        "[a, 1]",
        "[2, 1]",
        "[1, inf]",
        "[-inf, 1]",
        "(1, 1]",
        "{0, 1}"
      })
  void whatIsNoRangeIsRefused(String text) {
    assertThatThrownBy(() -> Range.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
