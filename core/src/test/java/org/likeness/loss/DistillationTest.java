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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class DistillationTest {
  private final Fixture f = Fixture.read("distillation");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void theFixture(String type) {
    ScalarType scalars = ScalarType.valueOf(type);
    double t = f.number("temperature");
    check(t, scalars, 1, "distill");
    check(1, scalars, 1, "distill_t1");
    check(t, scalars, t * t, "scaled");
  }

  private void check(double temperature, ScalarType type, double factor, String key) {
    Tensor student = Inputs.leaf(f.tensor("student_logits", type));
    Tensor loss =
        new Distillation(temperature)
            .loss(f.tensor("teacher_logits", type), student)
            .mul(new Scalar(factor));
    f.assertMatches("loss_" + key, loss);
    f.assertMatches("grad_" + key, Inputs.gradient(loss, student));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void withLabels(String type) {
    ScalarType scalars = ScalarType.valueOf(type);
    double a = f.number("a");
    Tensor student = Inputs.leaf(f.tensor("student_logits", scalars));
    Tensor loss =
        new Distillation(f.number("temperature"))
            .loss(f.tensor("teacher_logits", scalars), student)
            .mul(new Scalar(a))
            .add(torch.cross_entropy_loss(student, f.longs("labels")), new Scalar(1 - a));
    f.assertMatches("loss_mixed", loss);
    f.assertMatches("grad_mixed", Inputs.gradient(loss, student));
  }

  @Test
  void valuesAreThoseOfPlainLoops() {
    Tensor teacher = Inputs.unitRows(1, 4, 5, ScalarType.Double).mul(new Scalar(3));
    Tensor student = Inputs.unitRows(2, 4, 5, ScalarType.Double).mul(new Scalar(2));
    double[] a = Tensors.doubles(teacher);
    double[] b = Tensors.doubles(student);
    double expected = 0;
    for (int row = 0; row < 4; row++) {
      double sumA = 0;
      double sumB = 0;
      for (int y = 5 * row; y < 5 * row + 5; y++) {
        sumA += Math.exp(a[y] / 1.7);
        sumB += Math.exp(b[y] / 1.7);
      }
      for (int y = 5 * row; y < 5 * row + 5; y++) {
        expected -= Math.exp(a[y] / 1.7) / sumA * Math.log(Math.exp(b[y] / 1.7) / sumB) / 4;
      }
    }
    assertThat(new Distillation(1.7).loss(teacher, student).item_double())
        .isCloseTo(expected, within(1e-12));
  }

  /** It is least where the student equals the teacher, and then the teacher's entropy. */
  @Test
  void equalLogitsHaveNoGradientAndUniformOnesTheLogarithm() {
    Tensor teacher = Inputs.unitRows(1, 4, 5, ScalarType.Double);
    Tensor student = Inputs.leaf(teacher);
    Tensor gradient = Inputs.gradient(new Distillation(2).loss(teacher, student), student);
    assertThat(gradient.abs().max().item_double()).isCloseTo(0, within(1e-12));
    Tensor flat = torch.zeros(3, 7);
    assertThat(new Distillation(1).loss(flat, flat).item_double())
        .isCloseTo(Math.log(7), within(1e-6));
  }

  @Test
  void largeLogitsAndOneRowAreFinite() {
    Tensor teacher = Tensors.of(new float[] {1000, -1000}, 1, 2);
    Tensor student = Inputs.leaf(Tensors.of(new float[] {-1000, 1000}, 1, 2));
    Tensor loss = new Distillation(1).loss(teacher, student);
    assertThat(loss.item_double()).isCloseTo(2000, within(1e-3));
    assertThat(Tensors.isFinite(Inputs.gradient(loss, student))).isTrue();
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> new Distillation(0)).hasMessageContaining("temperature must be");
    Tensor rows = torch.zeros(3, 4);
    assertThatThrownBy(() -> new Distillation(1).loss(rows, torch.zeros(3, 5)))
        .hasMessageContaining("the teacher's logits and the student's logits");
  }
}
