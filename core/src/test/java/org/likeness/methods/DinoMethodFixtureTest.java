package org.likeness.methods;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.augment.LocalCropOptions;
import org.likeness.augment.SecondViewOptions;
import org.likeness.data.Batch;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.nn.IdentityHead;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * {@link Dino} with identities for its networks against {@code dino}: both steps, with the centre
 * carried over. The views of a batch hold the student's logits; the teacher's are given. Limits are
 * those of {@link Fixture#assertMatches}.
 */
final class DinoMethodFixtureTest {
  private final Fixture f = Fixture.read("dino");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void twoSteps(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    int b = f.integer("batch");
    GivenHead teacher =
        new GivenHead(f.tensor("steps/0/teacher", type), f.tensor("steps/1/teacher", type));
    Dino method = method(teacher);
    Tensor centre = method.state().tensors().get("centre");
    centre.set_data(f.tensor("center", type));
    for (int s = 0; s < f.at("steps").size(); s++) {
      Fixture expected = f.at("steps/" + s);
      Tensor student = expected.tensor("student", type).set_requires_grad(true);
      List<Tensor> views = new ArrayList<>();
      for (int v = 0; v < f.integer("crops"); v++) {
        views.add(student.narrow(0, (long) v * b, b));
      }
      Step step = new Step(s, 20, expected.integer("epoch"), f.integer("epochs"));
      Batch batch = new Batch(views, Tensors.of(new long[b], b), Optional.empty());
      Loss loss = method.loss(batch, step);
      loss.value().backward();
      expected.assertMatches("loss", loss.value());
      expected.assertMatches("grad_student", student.grad());
      try (NoGradGuard noGrad = new NoGradGuard()) {
        method.afterStep(step);
      }
      expected.assertMatches("center_after", centre);
    }
  }

  private Dino method(GivenHead teacherLast) {
    int d = f.integer("out_dim");
    Dino.Options options =
        new Dino.Options(
            d,
            1,
            d,
            false,
            true,
            0,
            0.996,
            1,
            f.number("student_temp"),
            f.number("final_teacher_temp"),
            f.number("warmup_teacher_temp"),
            f.integer("warmup_teacher_temp_epochs"),
            f.number("center_momentum"),
            0,
            1,
            SecondViewOptions.defaults(),
            new LocalCropOptions(f.integer("crops") - 2, 8, 0.1, 0.3, 0));
    return new Dino(
        IdentityBackbone.ingredients(f.integer("batch"), f.integer("batch")),
        options,
        new DinoNetwork(IdentityBackbone.network(d), new IdentityHead(d)),
        new DinoNetwork(IdentityBackbone.network(d), teacherLast));
  }
}
