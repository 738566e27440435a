package org.likeness.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class FineTuneProtocolTest {
  /** Twice as long below 10 % of the labels, not at 10 %. */
  @Test
  void simclrTrainsLongerOnFewLabels() {
    assertThat(FineTuneProtocol.SIMCLR.epochs(0.01)).isEqualTo(60);
    assertThat(FineTuneProtocol.SIMCLR.epochs(0.1)).isEqualTo(30);
    assertThat(FineTuneProtocol.SIMCLR.epochs(1)).isEqualTo(30);
    assertThat(FineTuneProtocol.LIGHTLY.epochs(0.01)).isEqualTo(30);
    assertThat(FineTuneProtocol.INSTDISC.epochs(0.01)).isEqualTo(70);
  }

  /** 0.05 * B / 256, which is SimCLR's 0.8 at 4,096; InstDisc's is 0.01 whatever the batch. */
  @Test
  void ratesGrowWithTheBatchWhereTheyDoInThePaper() {
    assertThat(FineTuneProtocol.SIMCLR.rate(4096)).isCloseTo(0.8, within(1e-12));
    assertThat(FineTuneProtocol.LIGHTLY.rate(64)).isCloseTo(0.0125, within(1e-12));
    assertThat(FineTuneProtocol.INSTDISC.rate(64)).isEqualTo(0.01);
  }

  /** After each 30 of 70 epochs, and at the same shares of another number. */
  @Test
  void instdiscLowersItsRateTwice() {
    assertThat(FineTuneProtocol.INSTDISC.milestones(70)).containsExactly(30.0, 60.0);
    assertThat(FineTuneProtocol.INSTDISC.milestones(7)).containsExactly(3.0, 6.0);
    assertThat(FineTuneProtocol.LIGHTLY.milestones(30)).isEmpty();
    assertThat(FineTuneProtocol.SIMCLR.milestones(60)).isEmpty();
  }

  @Test
  void decayAndMomentumAreThoseOfThePapers() {
    assertThat(FineTuneProtocol.INSTDISC.weightDecay()).isEqualTo(1e-4);
    assertThat(FineTuneProtocol.LIGHTLY.weightDecay()).isZero();
    assertThat(FineTuneProtocol.SIMCLR.weightDecay()).isZero();
    assertThat(FineTuneProtocol.SIMCLR.nesterov()).isTrue();
    assertThat(FineTuneProtocol.LIGHTLY.nesterov()).isFalse();
    assertThat(FineTuneProtocol.INSTDISC.nesterov()).isFalse();
  }
}
