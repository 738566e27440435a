package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrendTest {
  private static final int MANY = 100_000;

  @Test
  void comparesTwoMeans() {
    List<Double> values = List.of(0.9, 0.1, 0.2, 0.2, 0.3);
    assertThat(Trend.of(values, 2, MANY)).as("0.25 after 0.15").isEqualTo(Trend.RISING);
    assertThat(Trend.of(values, 1, MANY)).as("0.3 after 0.2").isEqualTo(Trend.RISING);
    assertThat(Trend.of(List.of(0.3, 0.2), 1, MANY)).isEqualTo(Trend.FALLING);
    assertThat(Trend.of(List.of(0.3, 0.3), 1, MANY)).isEqualTo(Trend.LEVEL);
    assertThat(Trend.of(values, 3, MANY)).as("six epochs are needed").isEqualTo(Trend.UNKNOWN);
    assertThat(Trend.of(List.of(), 1, MANY)).isEqualTo(Trend.UNKNOWN);
  }

  @Test
  void aSmallGainIsLevel() {
    assertThat(Trend.of(List.of(0.5, 0.519), 1, MANY)).isEqualTo(Trend.LEVEL);
    assertThat(Trend.of(List.of(0.5, 0.521), 1, MANY)).isEqualTo(Trend.RISING);
  }

  @Test
  void aGainMustExceedTheErrorOfFewImages() {
    assertThat(Trend.standardError(0.5, 0.5, 50)).isCloseTo(0.1, within(1e-12));
    assertThat(Trend.of(List.of(0.5, 0.59), 1, 50)).isEqualTo(Trend.LEVEL);
    assertThat(Trend.of(List.of(0.5, 0.61), 1, 50)).isEqualTo(Trend.RISING);
    assertThat(Trend.of(List.of(0.61, 0.5), 1, 50)).isEqualTo(Trend.FALLING);
  }

  @Test
  void aMetricThatIsNoShareIsComparedWithItself() {
    assertThat(Trend.of(List.of(50.0, 50.9), 1, 0)).isEqualTo(Trend.LEVEL);
    assertThat(Trend.of(List.of(50.0, 51.1), 1, 0)).isEqualTo(Trend.RISING);
    assertThat(Trend.of(List.of(-2.0, -1.9), 1, 0)).isEqualTo(Trend.RISING);
  }

  @Test
  void constantValuesAreLevelWhateverTheWindow() {
    for (int window = 1; window <= 5; window++) {
      for (double value : new double[] {0, 0.5, 1}) {
        assertThat(Trend.of(Collections.nCopies(10, value), window, 256)).isEqualTo(Trend.LEVEL);
      }
    }
    assertThatThrownBy(() -> Trend.of(List.of(), 0, 256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window must be at least 1 but is 0");
  }
}
