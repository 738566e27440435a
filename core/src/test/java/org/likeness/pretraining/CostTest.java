package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class CostTest {
  @Test
  void aStepIsOnTheLineThroughTwoSmallerOnes() {
    // 20 ms whatever the size, 5 ms an image.
    assertThat(Cost.wholeStep(8, 0.060, 16, 0.100, 64)).isCloseTo(0.340, within(1e-12));
  }

  @Test
  void aStepIsNeverBeyondProportionNorBelowHalfOfIt() {
    assertThat(Cost.wholeStep(8, 0.010, 16, 0.100, 64)).isCloseTo(0.400, within(1e-12));
    assertThat(Cost.wholeStep(8, 0.120, 16, 0.100, 64)).isCloseTo(0.200, within(1e-12));
  }

  @Test
  void partsOfOneSizeScaleInProportion() {
    assertThat(Cost.wholeStep(2, 0.030, 2, 0.020, 6)).isCloseTo(0.060, within(1e-12));
  }

  @Test
  void thePhraseSaysOneEpochOnce() {
    assertThat(new Cost(7.24, 40, 900_000_000L).phrase())
        .isEqualTo("about 7.2 s of training an epoch, 5 min for 40 epochs, 0.9 GB of memory");
    assertThat(new Cost(100, 1, 2_100_000_000L).phrase())
        .isEqualTo("about 2 min of training an epoch, 2.1 GB of memory");
  }
}
