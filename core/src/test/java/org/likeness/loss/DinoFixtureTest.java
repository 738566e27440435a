package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.memory.Centre;
import org.likeness.torch.Torch;

/**
 * {@link SelfDistillation}, {@link Centre} and {@link TeacherTemperature} against {@code dino};
 * limits are those of {@link Fixture#assertMatches}.
 */
final class DinoFixtureTest {
  private final Fixture fixture = Fixture.read("dino");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private TeacherTemperature temperature() {
    return new TeacherTemperature(
        fixture.number("warmup_teacher_temp"),
        fixture.number("final_teacher_temp"),
        fixture.integer("warmup_teacher_temp_epochs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void twoStepsWithTheCentreOfTheLast(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    long b = fixture.integer("batch");
    long d = fixture.integer("out_dim");
    Tensor c = fixture.tensor("center", type);
    for (int s = 0; s < fixture.at("steps").size(); s++) {
      Fixture step = fixture.at("steps/" + s);
      double tau = temperature().at(step.integer("epoch"));
      assertThat(tau).isCloseTo(step.number("teacher_temp"), within(1e-12));
      Tensor student = Inputs.leaf(step.tensor("student", type));
      Tensor teacher = step.tensor("teacher", type);
      Tensor loss =
          new SelfDistillation(fixture.number("student_temp"))
              .loss(student.view(-1, b, d), teacher.view(2, b, d), c, tau);
      step.assertMatches("loss", loss);
      step.assertMatches("grad_student", Inputs.gradient(loss, student));
      Centre centre = Centre.of(c);
      centre.add(s, teacher);
      centre.update(fixture.number("center_momentum"));
      c = centre.tensor();
      step.assertMatches("center_after", c);
    }
  }

  @Test
  void temperatures() {
    double[] expected = fixture.numbers("teacher_temp_schedule");
    for (int epoch = 0; epoch < expected.length; epoch++) {
      assertThat(temperature().at(epoch)).isCloseTo(expected[epoch], within(1e-12));
    }
  }
}
