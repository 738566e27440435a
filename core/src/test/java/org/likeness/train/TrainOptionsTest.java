package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.RecordComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.error.InputException;
import org.likeness.optim.Schedule;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Sections;

final class TrainOptionsTest {
  /** Every key, with a value unlike its default. */
  private static final String EVERY_KEY =
      """
      train:
        epochs: 12
        batch: 64
        lr: 0.141
        lr-scaling: linear
        optimizer: lars
        weight-decay: 0.001
        weight-decay-end: 0.4
        schedule: step
        milestones: [4, 10]
        gamma: 0.17
        factors: [0.5, 0.25]
        warmup-epochs: 3
        warmup-lr: 0.01
        final-lr: 0.0002
        accumulate: 2
        precision: bfloat16
        device: cuda
        channels-last: true
        threads: 2
        workers: 3
        checkpoint-epochs: 5
        checkpoint-minutes: 2.5
        checkpoint-steps: 100
        keep: [2, 7]
        best: [recall]
        drop-last: false
        log-steps: 50
        probe: true
        patience: 4
      """;

  @Test
  void everyKeyIsReadAndWritten() throws ReflectiveOperationException {
    TrainOptions read = Recipe.parse(EVERY_KEY, "x").bind("train", TrainOptions.defaults());
    for (RecordComponent component : TrainOptions.class.getRecordComponents()) {
      assertThat(component.getAccessor().invoke(read))
          .as(component.getName())
          .isNotEqualTo(component.getAccessor().invoke(TrainOptions.defaults()));
    }
    Sections sections = new Sections().section("train", TrainOptions.defaults());
    Recipe resolved = Recipe.parse(EVERY_KEY, "x").resolve(sections);
    assertThat(resolved.toYaml()).isEqualTo(EVERY_KEY);
    assertThat(Recipe.parse(resolved.toYaml(), "again").bind("train", TrainOptions.defaults()))
        .isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          epochs: 0|epochs must be at least 1 but is 0
          batch: 1|batch must be at least 2 but is 1
          lr: -1|lr must not be negative but is -1
          lr: NaN|lr must be a finite number but is NaN
          weight-decay: -0.1|weight-decay must not be negative but is -0.1
          weight-decay-end: -0.1|weight-decay-end must not be negative but is -0.1
          warmup-lr: -1|warmup-lr must not be negative but is -1
          final-lr: -1|final-lr must not be negative but is -1
          gamma: 0|gamma must be in (0, 1] but is 0
          warmup-epochs: -1|warmup-epochs must not be negative but is -1
          accumulate: 0|accumulate must be at least 1 but is 0
          threads: -1|threads must be in [0, 1024] but is -1
          workers: 5000|workers must be in [0, 1024] but is 5000
          checkpoint-epochs: -1|checkpoint-epochs must not be negative but is -1
          checkpoint-minutes: -1|checkpoint-minutes must not be negative but is -1
          checkpoint-steps: -1|checkpoint-steps must not be negative but is -1
          log-steps: 0|log-steps must be at least 1 but is 0
          schedule: step|milestones must not be empty with schedule step
          milestones: [4, 3]|milestones must be ascending but is 4, 3
          milestones: [0, 3]|milestones must be positive but contains 0
          {milestones: [4], factors: [1, 0.5]}|factors must have one value for each of 1 milestones but has 2
          {milestones: [4], factors: [2]}|factors must be in [0, 1] but contains 2
          keep: [0]|keep must be at least 1 but contains 0
          keep: [101]|keep must contain epochs in [1, 100] but contains 101
          """)
  void refusesInOneSentence(String yaml, String message) {
    String section = yaml.startsWith("{") ? yaml : "{" + yaml + "}";
    assertThatThrownBy(
            () -> Recipe.parse("train: " + section, "r").bind("train", TrainOptions.defaults()))
        .isInstanceOf(InputException.class)
        .hasMessage("recipe r: train." + message);
  }

  @Test
  void countsSteps() {
    assertThat(options("batch: 8").stepsPerEpoch(43)).isEqualTo(5);
    assertThat(options("batch: 8, drop-last: false").stepsPerEpoch(43)).isEqualTo(6);
    assertThat(options("batch: 8, accumulate: 2").stepsPerEpoch(43)).isEqualTo(2);
    assertThat(options("batch: 8, accumulate: 4, drop-last: false").stepsPerEpoch(43)).isEqualTo(2);
  }

  @Test
  void theRateIsScaledWarmedUpAndScheduled() {
    TrainOptions cosine =
        options(
            "epochs: 12, lr: 0.1, lr-scaling: linear, batch: 64, accumulate: 2, warmup-epochs: 3");
    assertThat(LearningRate.base(cosine)).isEqualTo(0.05);
    assertThat(LearningRate.base(options("lr: 0.1, lr-scaling: sqrt, batch: 64")))
        .isEqualTo(0.8, within(1e-15));
    Schedule rate = LearningRate.schedule(cosine, 5);
    assertThat(rate.at(0)).isZero();
    assertThat(rate.at(3)).isEqualTo(0.01, within(1e-15));
    assertThat(rate.at(15)).isEqualTo(0.05);
    assertThat(rate.at(59)).isPositive().isLessThan(1e-4);
    Schedule steps =
        LearningRate.schedule(
            options("epochs: 12, lr: 1, schedule: step, milestones: [4, 10], factors: [0.5, 0.25]"),
            5);
    assertThat(new double[] {steps.at(19), steps.at(20), steps.at(49), steps.at(50)})
        .containsExactly(1, 0.5, 0.5, 0.25);
    Schedule gamma =
        LearningRate.schedule(options("epochs: 12, lr: 1, schedule: step, milestones: [4, 10]"), 5);
    assertThat(gamma.at(59)).isEqualTo(0.01, within(1e-15));
    Schedule epochs =
        LearningRate.schedule(options("epochs: 10, lr: 1, schedule: cosine-epoch"), 5);
    assertThat(epochs.at(25)).isEqualTo(0.5, within(1e-15)).isEqualTo(epochs.at(29));
    assertThat(LearningRate.schedule(options("epochs: 1, lr: 1, schedule: constant"), 5).at(4))
        .isEqualTo(1);
  }

  private static TrainOptions options(String keys) {
    return Recipe.parse("train: {" + keys + "}", "x").bind("train", TrainOptions.defaults());
  }
}
