package org.likeness.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.likeness.io.Json;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

final class IntervalTest {
  private static RandomStream stream(int seed) {
    return new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0);
  }

  /** 400 hits of 1,000: 0.4 +- 1.96 sqrt(0.24 / 1000), to within the noise of 1,000 samples. */
  @Test
  void aShareHasTheIntervalOfItsStandardError() {
    double[] hits = new double[1000];
    Arrays.fill(hits, 0, 400, 1);
    Interval interval = Interval.ofMean(hits, stream(1));
    double error = 1.96 * Math.sqrt(0.24 / 1000);
    assertThat(interval.low()).isCloseTo(0.4 - error, within(0.005));
    assertThat(interval.high()).isCloseTo(0.4 + error, within(0.005));
    assertThat(Interval.ofMean(hits, stream(1))).isEqualTo(interval);
    assertThat(Interval.ofMean(hits, stream(2))).isNotEqualTo(interval);
  }

  @Test
  void equalValuesHaveNoWidth() {
    assertThat(Interval.ofMean(new double[] {2, 2, 2}, stream(1))).isEqualTo(new Interval(2, 2));
    assertThatThrownBy(() -> Interval.ofMean(new double[0], stream(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The values 0 to 999 in some order: 25 are below the lower end, and 25 above the upper one. */
  @Test
  void oneInFortyIsBeyondEachEnd() {
    int[] calls = {0};
    Interval interval = Interval.of(1, drawn -> calls[0]++ * 7 % 1000, stream(1));
    assertThat(calls[0]).isEqualTo(1000);
    assertThat(interval).isEqualTo(new Interval(25, 974));
  }

  /**
   * Of the mean of 1 to 10, an item a group: the standard error of a mean, s / sqrt(n), with a
   * variance of 55/6.
   */
  @Test
  void groupsLeftOutGiveTheStandardErrorOfAMean() {
    double[] without = new double[10];
    for (int i = 0; i < 10; i++) {
      without[i] = (55 - (i + 1)) / 9.0;
    }
    double error = Math.sqrt(55 / 6.0 / 10);
    Interval interval = Interval.ofGroups(5.5, without);
    assertThat(interval.low()).isCloseTo(5.5 - 1.96 * error, within(1e-12));
    assertThat(interval.high()).isCloseTo(5.5 + 1.96 * error, within(1e-12));
    assertThat(Interval.ofGroups(3, new double[] {2, 2})).isEqualTo(new Interval(3, 3));
    assertThatThrownBy(() -> Interval.ofGroups(3, new double[] {2}))
        .hasMessage("groups must be at least 2 but are 1");
  }

  /** As many as there are, each from all of them: some are missing and others are there twice. */
  @Test
  void samplesAreDrawnWithReplacement() {
    int[] seen = new int[5];
    Interval distinct =
        Interval.of(
            5,
            drawn -> {
              assertThat(drawn).hasSize(5);
              Arrays.stream(drawn).forEach(item -> seen[item]++);
              return Arrays.stream(drawn).distinct().count();
            },
            stream(1));
    assertThat(distinct.low()).isLessThan(4);
    assertThat(seen)
        .satisfies(counts -> assertThat(Arrays.stream(counts).min().orElse(0)).isPositive());
  }

  @Test
  void bothEndsAreInTheReport() {
    ObjectNode body = Json.object();
    new Interval(0.25, 0.5).addTo(body, "accuracy");
    assertThat(Json.line(body)).isEqualTo("{\"accuracy_low\":0.25,\"accuracy_high\":0.5}");
  }
}
