package org.likeness.evaluate.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.likeness.optim.Schedule;

final class LinearProtocolTest {
  /** 30, times 0.1 at 60 and at 80 of 100 epochs, whatever the batch. */
  @Test
  void mocoLowersItsRateTwice() {
    Schedule rate = LinearProtocol.MOCO.schedule(LinearProtocol.MOCO.rate(64), 100, 5);
    assertThat(rate.at(0)).isEqualTo(30);
    assertThat(rate.at(60 * 5 - 1)).isEqualTo(30);
    assertThat(rate.at(60 * 5)).isCloseTo(3, within(1e-12));
    assertThat(rate.at(80 * 5)).isCloseTo(0.3, within(1e-12));
  }

  /** 0.1 * 4096 / 256, half of it in the middle. */
  @Test
  void simclrScalesItsRateWithTheBatch() {
    double base = LinearProtocol.SIMCLR.rate(4096);
    assertThat(base).isCloseTo(1.6, within(1e-12));
    assertThat(LinearProtocol.SIMCLR.schedule(base, 90, 2).at(90)).isCloseTo(0.8, within(1e-12));
    assertThat(LinearProtocol.SIMCLR.decay()).isEqualTo(1e-6);
    assertThat(LinearProtocol.SIMCLR.nesterov()).isTrue();
  }
}
