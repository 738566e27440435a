package org.likeness.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
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
}
