package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.Fixture;
import org.likeness.data.Batch;
import org.likeness.features.FeatureKind;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.method.Term;
import org.likeness.nn.Activation;
import org.likeness.nn.DenseLayer;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * {@link Supervised} with a {@link Teacher} against {@code distillation}. Image b is the unit
 * vector b and both networks are identities, so that column b of a classifier's weight is what it
 * answers for image b, and the gradient of the weight is that of the answers. Limits are those of
 * {@link Fixture#assertMatches}.
 */
final class DistillationFixtureTest {
  private final Fixture f = Fixture.read("distillation");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @CsvSource({
    "Float, distill",
    "Double, distill",
    "Float, distill_t1",
    "Double, distill_t1",
    "Float, mixed",
    "Double, mixed",
    "Float, ce",
    "Double, ce"
  })
  void lossAndGradient(String typeName, String key) {
    ScalarType type = ScalarType.valueOf(typeName);
    double share = key.equals("mixed") ? f.number("a") : key.equals("ce") ? 0 : 1;
    int b = f.integer("batch");
    double temperature = key.endsWith("t1") ? 1 : f.number("temperature");
    Supervised method = method(type, temperature, share);
    Tensor weight = method.state().tensors().get("classifier.fc.weight"); // [classes, B]
    weight.set_data(f.tensor("student_logits", type).t().contiguous());
    Tensor bias = method.state().tensors().get("classifier.fc.bias");
    bias.set_data(torch.zeros(f.integer("classes")).to(type));
    Tensor x = unitVectors(b, type);
    Batch batch = new Batch(List.of(x), Tensors.of(new long[b], b), Optional.of(f.longs("labels")));
    Loss loss = method.loss(batch, new Step(0, 10, 0, 1));
    loss.value().backward();
    f.assertMatches("loss_" + key, loss.value());
    f.assertMatches("grad_" + key, weight.grad().t());
    double[] columns =
        Tensors.doubles(
            f.tensor("grad_" + key, ScalarType.Double).sum(new long[] {0}, false, null));
    double limit = type == ScalarType.Double ? 1e-9 : 1e-4;
    Fixture.assertMatches("bias", Tensors.doubles(bias.grad()), columns, limit);
    assertThat(loss.terms()).extracting(Term::name).containsExactly("distillation");
    assertThat(method.state().tensors().get("teacher.classifier.0.weight").grad().defined())
        .isFalse();
  }

  private Supervised method(ScalarType type, double temperature, double share) {
    int b = f.integer("batch");
    int classes = f.integer("classes");
    Tensor answers = f.tensor("teacher_logits", type).t().contiguous(); // [classes, B]
    Tensor none = torch.zeros(classes).to(type);
    Teacher teacher =
        new Teacher(
            IdentityBackbone.network(b),
            FeatureKind.BACKBONE,
            IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
            List.of(new DenseLayer(answers, none, Activation.NONE)),
            torch.ones(1).to(type),
            torch.zeros(1).to(type));
    Ingredients few = IdentityBackbone.ingredients(b, b);
    Ingredients in =
        new Ingredients(
            few.images(),
            few.batch(),
            few.stepsPerEpoch(),
            few.backbone(),
            few.init(),
            few.view(),
            few.preprocessing(),
            few.random(),
            classes);
    return new Supervised(
        in,
        new Supervised.Options(0, "given", temperature, share, 0),
        Optional.of(teacher),
        weights -> IdentityBackbone.network(b));
  }

  private static Tensor unitVectors(int n, ScalarType type) {
    double[] values = new double[n * n];
    for (int i = 0; i < n; i++) {
      values[i * n + i] = 1;
    }
    return Tensors.of(values, n, n).to(type);
  }
}
