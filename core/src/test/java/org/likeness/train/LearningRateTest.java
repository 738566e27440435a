package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.likeness.Fixture;
import org.likeness.optim.Rates;
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

  /** DINO's code after its warm-up, whose own steps are one shorter than ours. */
  @Test
  void finalRateAndDecayAreThoseOfDino() {
    Fixture fixture = Fixture.read("dino").at("schedules");
    int steps = fixture.integer("steps_per_epoch");
    int warmup = fixture.integer("warmup_epochs") * steps;
    String keys =
        "epochs: %d, lr: %s, final-lr: %s, warmup-epochs: %d, weight-decay: %s, weight-decay-end: %s"
            .formatted(
                fixture.integer("epochs"),
                fixture.number("base_lr"),
                fixture.number("final_lr"),
                fixture.integer("warmup_epochs"),
                fixture.number("weight_decay"),
                fixture.number("weight_decay_end"));
    RateSchedules schedules = RateSchedules.of(options(keys), steps);
    double[] expected = fixture.numbers("lr_schedule");
    Fixture.assertMatches(
        "lr_schedule",
        LongStream.range(warmup, expected.length).mapToDouble(schedules.rate()::at).toArray(),
        Arrays.copyOfRange(expected, warmup, expected.length),
        1e-12);
    Fixture.assertMatches(
        "weight_decay_schedule",
        LongStream.range(0, expected.length).mapToDouble(schedules.weightDecay()::at).toArray(),
        fixture.numbers("weight_decay_schedule"),
        1e-12);
    Rates first = schedules.at(0);
    assertThat(first.rate()).isZero();
    assertThat(first.base()).isEqualTo(fixture.number("base_lr"));
    assertThat(first.weightDecay()).isCloseTo(fixture.number("weight_decay"), within(1e-15));
  }

  /** SwAV at batch 4096: 0.3 to 4.8 in ten epochs, then down to 0.0048. */
  @Test
  void theWarmUpStartsAndTheCosineEndsWhereTheyAreTold() {
    Schedule rate =
        RateSchedules.of(
                options(
                    "epochs: 100, lr: 0.3, lr-scaling: linear, batch: 4096, warmup-epochs: 10, warmup-lr: 0.3, final-lr: 0.0048"),
                STEPS)
            .rate();
    assertThat(rate.at(0)).isEqualTo(0.3);
    assertThat(rate.at(50)).isCloseTo(2.55, within(1e-12));
    assertThat(rate.at(100)).isCloseTo(4.8, within(1e-12));
    assertThat(rate.at(550)).isCloseTo((4.8 + 0.0048) / 2, within(1e-12));
    assertThat(rate.at(999)).isBetween(0.0048, 0.0049);
    Schedule epochs =
        RateSchedules.of(options("epochs: 4, lr: 1, schedule: cosine-epoch, final-lr: 0.5"), STEPS)
            .rate();
    assertThat(epochs.at(20)).isCloseTo(0.75, within(1e-12)).isEqualTo(epochs.at(29));
  }

  @Test
  void withoutAnEndTheWeightDecayStays() {
    RateSchedules schedules = RateSchedules.of(options("epochs: 4, weight-decay: 0.01"), STEPS);
    assertThat(schedules.at(0).weightDecay()).isEqualTo(0.01);
    assertThat(schedules.at(39).weightDecay()).isEqualTo(0.01);
  }

  private static TrainOptions options(String keys) {
    return Recipe.parse("train: {" + keys + "}", "test").bind("train", TrainOptions.defaults());
  }
}
