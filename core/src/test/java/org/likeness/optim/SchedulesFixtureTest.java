package org.likeness.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.likeness.Fixture;

final class SchedulesFixtureTest {
  private static final double LIMIT = 1e-12;
  private final Fixture fixture = Fixture.read("schedules");
  private final double base = fixture.number("base_lr");
  private final int epochs = fixture.integer("epochs");
  private final int stepsPerEpoch = fixture.integer("steps_per_epoch");
  private final long total = (long) epochs * stepsPerEpoch;
  private final long warmup = (long) fixture.integer("warmup_epochs") * stepsPerEpoch;

  @Test
  void warmupThenCosine() {
    check(
        "warmup_cosine_lr",
        Schedules.warmup(0, base, warmup, Schedules.cosine(base, warmup, total)));
  }

  @Test
  void cosineEachStep() {
    check("cosine_step_lr", Schedules.cosine(base, 0, total));
  }

  @Test
  void cosineEachEpoch() {
    checkEpochs("cosine_epoch_lr", Schedules.cosinePerEpoch(base, 0, 0, epochs, stepsPerEpoch));
  }

  @Test
  void milestones() {
    List<Double> milestones =
        java.util.Arrays.stream(fixture.numbers("step_milestones")).boxed().toList();
    checkEpochs(
        "step_epoch_lr",
        Schedules.milestones(base, milestones, fixture.number("step_gamma"), stepsPerEpoch));
  }

  @Test
  void risingMomentum() {
    Schedule momentum = Schedules.risingMomentum(fixture.number("ema_base"), total);
    check("ema_momentum", momentum);
    double[] expected = fixture.numbers("ema_momentum");
    Fixture.assertMatches(
        "1 - momentum",
        LongStream.range(0, total).mapToDouble(t -> 1 - momentum.at(t)).toArray(),
        java.util.Arrays.stream(expected).map(m -> 1 - m).toArray(),
        1e-9);
  }

  @Test
  void aMomentumWithAnotherEnd() {
    assertThat(Schedules.momentum(0.3, 0.3, 7).at(4)).as("constant").isEqualTo(0.3);
    assertThat(Schedules.momentum(0, 0, 7).at(6)).isZero();
    Schedule falling = Schedules.momentum(0.8, 0.2, 10);
    assertThat(falling.at(0)).isCloseTo(0.8, within(1e-12));
    assertThat(falling.at(5)).isCloseTo(0.5, within(1e-12));
    assertThat(falling.at(10)).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void scaling() {
    Fixture scaling = fixture.at("scaling");
    assertThat(Schedules.linearScaling(scaling.number("base_lr"), scaling.integer("batch")))
        .isEqualTo(scaling.number("linear"));
    assertThat(Schedules.sqrtScaling(scaling.number("base_lr"), scaling.integer("batch")))
        .isEqualTo(scaling.number("sqrt"));
  }

  @Test
  void factorsOfTheBaseAtEachMilestone() {
    Schedule schedule = Schedules.milestones(2, List.of(1.0, 2.5), List.of(0.1, 0.05), 4);
    assertThat(IntStream.range(0, 12).mapToDouble(schedule::at).toArray())
        .containsExactly(2, 2, 2, 2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.1, 0.1);
  }

  @Test
  void aConstantStaysAndAWarmupOfNothingIsNone() {
    Schedule schedule = Schedules.warmup(1, 3, 0, Schedules.constant(3));
    assertThat(schedule.at(0)).isEqualTo(3);
    assertThat(schedule.at(1L << 40)).isEqualTo(3);
  }

  @Test
  void refusesACosineWithoutLength() {
    assertThatThrownBy(() -> Schedules.cosine(1, 5, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a cosine must end after its start but goes from step 5 to 5");
  }

  private void check(String name, Schedule schedule) {
    Fixture.assertMatches(
        name,
        LongStream.range(0, total).mapToDouble(schedule::at).toArray(),
        fixture.numbers(name),
        LIMIT);
  }

  /** Entry e of the fixture is the value in all steps of epoch e. */
  private void checkEpochs(String name, Schedule schedule) {
    double[] expected = fixture.numbers(name);
    double[] everyStep =
        LongStream.range(0, total)
            .map(t -> t / stepsPerEpoch)
            .mapToDouble(e -> expected[(int) e])
            .toArray();
    Fixture.assertMatches(
        name, LongStream.range(0, total).mapToDouble(schedule::at).toArray(), everyStep, LIMIT);
  }
}
