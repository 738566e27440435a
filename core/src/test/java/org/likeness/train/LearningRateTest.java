package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.likeness.optim.Schedule;
import org.likeness.recipe.Recipe;

final class LearningRateTest {
  private static final long STEPS = 10; // an epoch

  private static Schedule schedule(String options) {
    return LearningRate.schedule(
        Recipe.parse("train: {lr: 1, " + options + "}", "test")
            .bind("train", TrainOptions.defaults()),
        STEPS);
  }

  /** It takes half of the run, so that a run cut short with --epochs still has a peak. */
  @Test
  void aWarmUpLongerThanTheRunTakesHalfOfIt() {
    Schedule rate = schedule("epochs: 4, warmup-epochs: 10, schedule: constant");
    assertThat(rate.at(0)).isZero();
    assertThat(rate.at(10)).isCloseTo(0.5, within(1e-12));
    assertThat(rate.at(19)).isCloseTo(0.95, within(1e-12));
    assertThat(rate.at(20)).isEqualTo(1);
    assertThat(rate.at(39)).isEqualTo(1);
  }

  @Test
  void aCosineByEpochBeginsWhereTheWarmUpEnds() {
    Schedule rate = schedule("epochs: 6, warmup-epochs: 2, schedule: cosine-epoch");
    assertThat(rate.at(5)).isCloseTo(0.25, within(1e-12));
    // Epochs 2 to 5 are quarters of half a cosine; it moves once an epoch.
    for (int epoch = 2; epoch < 6; epoch++) {
      double expected = (1 + Math.cos(Math.PI * (epoch - 2) / 4)) / 2;
      assertThat(rate.at(epoch * STEPS)).as("epoch %d", epoch).isCloseTo(expected, within(1e-12));
      assertThat(rate.at(epoch * STEPS + STEPS - 1)).isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  void aCosineByStepBeginsWhereTheWarmUpEnds() {
    Schedule rate = schedule("epochs: 6, warmup-epochs: 2, schedule: cosine");
    assertThat(rate.at(20)).isEqualTo(1);
    assertThat(rate.at(40)).isCloseTo(0.5, within(1e-12));
    assertThat(rate.at(59)).isCloseTo((1 + Math.cos(Math.PI * 39 / 40)) / 2, within(1e-12));
  }
}
