package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.io.Json;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** The means of a step over its batches, and of an epoch over its steps. */
final class StepMeansTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Tensor number(double value) {
    return Tensors.of(new float[] {(float) value}, 1);
  }

  /** Six images at one point, then two at the ends of a line, whose spread is 1. */
  @Test
  void batchesOfAStepCountByTheirImages() {
    Tensor point = Tensors.of(new float[12], 6, 2);
    Tensor ends = Tensors.of(new float[] {1, 0, -1, 0}, 2, 2);
    StepTally tally = new StepTally();
    tally.add(Loss.of("a", number(2), point).plus("b", number(4), 0.5), 6);
    tally.add(Loss.of("a", number(6), ends).plus("b", number(0), 0.5), 2);
    StepTally.Values values = tally.read();
    assertThat(tally.images()).isEqualTo(8);
    assertThat(values.loss()).as("4 and 6").isEqualTo(4.5, within(1e-6));
    assertThat(values.terms().get("a")).isEqualTo(3, within(1e-6));
    assertThat(values.terms().get("b")).as("without its weight").isEqualTo(3, within(1e-6));
    assertThat(values.spread()).isEqualTo(0.25, within(1e-6));
    assertThat(values.notFinite()).isEmpty();
  }

  @Test
  void theFirstTermThatIsNotFiniteIsNamed() {
    assertThat(new StepTally.Values(1, Map.of("a", Double.NaN), 1).notFinite())
        .contains("its term a is NaN");
    assertThat(new StepTally.Values(Double.POSITIVE_INFINITY, Map.of("a", 1.0), 1).notFinite())
        .contains("its value is Infinity");
  }

  private static StepEnd step(double loss, double a, double rate, int images, double seconds) {
    return new StepEnd(new Step(0, 9, 0, 3), loss, Map.of("a", a), rate, images, seconds);
  }

  /** Means of loss, terms and spread, sums of images and seconds, the last rate. */
  @Test
  void stepsOfAnEpochCountTheSameAlsoAfterAResume() {
    EpochSums sums = new EpochSums();
    sums.add(step(2, 1, 0.1, 8, 0.5), 0.4);
    sums.add(step(4, 3, 0.2, 3, 1.5), 0.8);
    assertEpoch(sums, 2, 3, 2, 0.6, 11, 2, 0.2);
    ObjectNode json = Json.object();
    sums.write(json);
    EpochSums resumed = EpochSums.read(json);
    assertEpoch(resumed, 2, 3, 2, 0.6, 11, 2, 0.2);
    resumed.add(step(6, 5, 0.05, 8, 1), 0.9);
    assertEpoch(resumed, 3, 4, 3, 0.7, 19, 3, 0.05);
  }

  private static void assertEpoch(
      EpochSums sums,
      int steps,
      double loss,
      double a,
      double spread,
      int images,
      double seconds,
      double rate) {
    assertThat(sums.steps()).isEqualTo(steps);
    assertThat(sums.loss()).isEqualTo(loss, within(1e-12));
    assertThat(sums.terms()).containsOnlyKeys("a");
    assertThat(sums.terms().get("a")).isEqualTo(a, within(1e-12));
    assertThat(sums.spread()).isEqualTo(spread, within(1e-12));
    assertThat(sums.images()).isEqualTo(images);
    assertThat(sums.seconds()).isEqualTo(seconds, within(1e-12));
    assertThat(sums.learningRate()).isEqualTo(rate);
  }
}
