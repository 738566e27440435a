package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class SelfDistillationTest {
  private static final Tensor NO_CENTRE = Tensors.of(new double[5], 1, 5);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Tensor logits(long seed, int crops, int images) {
    return Inputs.unitRows(seed, crops * images, 5, ScalarType.Double)
        .mul(new Scalar(2))
        .view(crops, images, 5);
  }

  /** The formulas with loops. */
  @Test
  void equalsTheFormula() {
    int v = 4;
    int b = 3;
    int d = 5;
    double[] s = Tensors.doubles(logits(1, v, b));
    double[] t = Tensors.doubles(logits(2, 2, b));
    double[] c = {0.1, -0.2, 0.3, 0, 0.05};
    double sum = 0;
    for (int i = 0; i < 2; i++) {
      for (int other = 0; other < v; other++) {
        for (int image = 0; i != other && image < b; image++) {
          double teacher = 0;
          double student = 0;
          for (int k = 0; k < d; k++) {
            teacher += Math.exp((t[(i * b + image) * d + k] - c[k]) / 0.07);
            student += Math.exp(s[(other * b + image) * d + k] / 0.1);
          }
          for (int k = 0; k < d; k++) {
            double p = Math.exp((t[(i * b + image) * d + k] - c[k]) / 0.07) / teacher;
            sum -= p * (s[(other * b + image) * d + k] / 0.1 - Math.log(student)) / b;
          }
        }
      }
    }
    Tensor loss =
        new SelfDistillation(0.1).loss(logits(1, v, b), logits(2, 2, b), Tensors.of(c, 1, 5), 0.07);
    assertThat(loss.item_double()).isCloseTo(sum / 6, within(1e-11));
  }

  @Test
  void theCentreOfTheTeacherDoesNotMatterIfItIsTakenOff() {
    Tensor shift = Tensors.of(new double[] {3, -1, 2, 0, 7}, 1, 5);
    SelfDistillation loss = new SelfDistillation(0.1);
    assertThat(loss.loss(logits(1, 3, 2), logits(2, 2, 2).add(shift), shift, 0.04).item_double())
        .isCloseTo(
            loss.loss(logits(1, 3, 2), logits(2, 2, 2), NO_CENTRE, 0.04).item_double(),
            within(1e-9));
  }

  @Test
  void noGradientReachesTheTeacher() {
    Tensor student = Inputs.leaf(logits(1, 3, 2));
    Tensor teacher = Inputs.leaf(logits(2, 2, 2));
    new SelfDistillation(0.1).loss(student, teacher, NO_CENTRE, 0.04).backward();
    assertThat(student.grad().defined()).isTrue();
    assertThat(teacher.grad().defined()).isFalse();
  }

  /** Also for one image, and for teachers of any certainty. */
  @Test
  void equalLogitsOfTheStudentGiveTheLogarithmOfTheirNumber() {
    Tensor student = torch.zeros(4L, 1L, 5L).to(ScalarType.Double);
    for (double tau : new double[] {1e-3, 0.04, 10}) {
      assertThat(
              new SelfDistillation(0.1)
                  .loss(student, logits(2, 2, 1), NO_CENTRE, tau)
                  .item_double())
          .isCloseTo(Collapse.softmax(5), within(1e-9));
    }
  }

  @Test
  void theWarmUpOfTheTemperatureReachesItsEndInItsLastEpoch() {
    TeacherTemperature warm = new TeacherTemperature(0.04, 0.07, 4);
    assertThat(warm.at(0)).isEqualTo(0.04);
    assertThat(warm.at(1)).isCloseTo(0.05, within(1e-12));
    assertThat(warm.at(3)).isCloseTo(0.07, within(1e-12));
    assertThat(warm.at(4)).isEqualTo(0.07);
    assertThat(new TeacherTemperature(0.04, 0.07, 0).at(0)).isEqualTo(0.07);
    assertThat(new TeacherTemperature(0.04, 0.07, 1).at(0)).isEqualTo(0.04);
    assertThat(new TeacherTemperature(0.04, 0.07, 1).at(1)).isEqualTo(0.07);
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> new SelfDistillation(-1))
        .hasMessage("the temperature of the student must be positive but is -1.0");
    assertThatThrownBy(
            () -> new SelfDistillation(1).loss(logits(1, 3, 2), logits(2, 2, 2), NO_CENTRE, 0))
        .hasMessage("the temperature of the teacher must be positive but is 0.0");
    assertThatThrownBy(() -> new TeacherTemperature(0, 0.07, 3))
        .hasMessage("the temperatures of the teacher must be positive but are 0.0 and 0.07");
    assertThatThrownBy(() -> new TeacherTemperature(0.04, 0.07, -1))
        .hasMessage("warmup must not be negative but is -1");
  }
}
