package org.likeness.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SeedValuesTest {
  private static final SeedValues KNOWN = SeedValues.of(Map.of(0L, 0.447, 1L, 0.416, 2L, 0.445));

  @Test
  void meanAndDeviationAreThoseOfTheSample() {
    assertThat(KNOWN.mean()).isCloseTo(0.436, within(1e-12));
    // squares of 0.011, -0.020 and 0.009 over two
    assertThat(KNOWN.deviation().orElseThrow())
        .isCloseTo(Math.sqrt((0.000121 + 0.0004 + 0.000081) / 2), within(1e-12));
    assertThat(KNOWN.phrase(100, 1)).isEqualTo("43.6 ± 1.7");
  }

  @Test
  void oneSeedHasNoDeviation() {
    SeedValues one = SeedValues.of(Map.of(4L, 0.5));
    assertThat(one.deviation()).isEmpty();
    assertThat(one.phrase(100, 1)).isEqualTo("50.0 (1 seed)");
    assertThatThrownBy(() -> SeedValues.of(Map.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void differencesArePairedBySeed() {
    SeedValues other = SeedValues.of(Map.of(1L, 0.406, 2L, 0.405, 3L, 9.0));
    SeedValues difference = KNOWN.minus(other).orElseThrow();
    assertThat(difference.bySeed()).containsOnlyKeys(1L, 2L);
    assertThat(difference.mean()).isCloseTo(0.025, within(1e-12));
    assertThat(difference.signed(100, 1)).isEqualTo("+2.5 ± 2.1");
    assertThat(KNOWN.minus(SeedValues.of(Map.of(7L, 1.0)))).isEmpty();
  }

  /** A shift of all seeds leaves no deviation of the difference, however the seeds scatter. */
  @Test
  void aCommonShiftHasNoDeviation() {
    SeedValues shifted = SeedValues.of(Map.of(0L, 0.547, 1L, 0.516, 2L, 0.545));
    SeedValues difference = shifted.minus(KNOWN).orElseThrow();
    assertThat(difference.mean()).isCloseTo(0.1, within(1e-12));
    assertThat(difference.deviation().orElseThrow()).isCloseTo(0, within(1e-12));
  }
}
