package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.data.Batch;
import org.likeness.memory.BankInit;
import org.likeness.memory.BankPrecision;
import org.likeness.memory.MemoryBank;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.method.Term;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * {@link InstDisc} with an identity for its network against {@code instdisc_softmax} and {@code
 * instdisc_nce}: loss, gradient, and bank and Z after each step. The method normalises its input,
 * so a stored gradient g counts as g - (g.x) x. Limits are those of {@link Fixture#assertMatches}.
 */
final class InstDiscFixtureTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static InstDisc.Options options(Fixture f, InstanceLoss loss, ZPolicy z, double lambda) {
    boolean nce = loss == InstanceLoss.NCE;
    return new InstDisc.Options(
        loss,
        f.integer("dim"),
        f.number("tau"),
        nce ? f.integer("m") : 1,
        z,
        nce ? f.number("z_ema_decay") : 0,
        nce ? f.number("eps") : 0,
        lambda,
        f.number("bank_momentum"),
        BankInit.UNIT,
        BankPrecision.FLOAT32,
        16);
  }

  private static InstDisc method(
      Fixture f, InstDisc.Options options, ScalarType type, Negatives negatives) {
    return new InstDisc(
        IdentityBackbone.ingredients(f.integer("n"), f.integer("batch")),
        options,
        IdentityBackbone.network(f.integer("dim")),
        MemoryBank.of(f.tensor("bank", type)),
        negatives);
  }

  private static Tensor leaf(Fixture step, ScalarType type) {
    return step.tensor("features", type).set_requires_grad(true);
  }

  private static void assertGradient(Fixture step, String key, Tensor x) {
    Tensor g = step.tensor(key, ScalarType.Double);
    Tensor unit = step.tensor("features", ScalarType.Double);
    Tensor projected = g.sub(g.mul(unit).sum(new long[] {1}, true, null).mul(unit));
    double limit = Tensors.type(x) == ScalarType.Double ? 1e-9 : 1e-4;
    Fixture.assertMatches(key, Tensors.doubles(x.grad()), Tensors.doubles(projected), limit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void softmax(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    Fixture f = Fixture.read("instdisc_softmax");
    InstDisc method =
        method(
            f,
            options(f, InstanceLoss.SOFTMAX, ZPolicy.FROZEN, 0),
            type,
            (images, step) -> Tensor.create(new long[] {0}, 1, 1));
    Tensor x = leaf(f, type);
    Step step = new Step(0, 10, 0, 1);
    Loss loss = method.loss(new Batch(List.of(x), f.longs("indices"), Optional.empty()), step);
    loss.value().backward();
    f.assertMatches("loss", loss.value());
    assertGradient(f, "grad_features", x);
    f.assertMatches("bank", method.state().tensors().get("bank"), 1e-7);
    method.afterStep(step);
    f.assertMatches("bank_after", method.state().tensors().get("bank"));
  }

  @ParameterizedTest
  @CsvSource({
    "Float, FROZEN, false, loss, grad_features, Z",
    "Double, FROZEN, false, loss, grad_features, Z",
    "Float, FROZEN, true, loss_with_proximal, grad_with_proximal, Z",
    "Double, FROZEN, true, loss_with_proximal, grad_with_proximal, Z",
    "Float, EMA, false, loss_z_ema, grad_z_ema, z_ema",
    "Double, EMA, false, loss_z_ema, grad_z_ema, z_ema"
  })
  void twoStepsOfNce(
      String typeName, ZPolicy z, boolean pulled, String lossKey, String gradientKey, String zKey) {
    ScalarType type = ScalarType.valueOf(typeName);
    Fixture f = Fixture.read("instdisc_nce");
    double lambda = pulled ? f.number("proximal_lambda") : 0;
    Negatives negatives = (images, step) -> f.longs("steps/" + step.index() + "/negatives");
    InstDisc method = method(f, options(f, InstanceLoss.NCE, z, lambda), type, negatives);
    for (int s = 0; s < 2; s++) {
      Fixture expected = f.at("steps/" + s);
      Step step = new Step(s, 10, 0, 1);
      Tensor x = leaf(expected, type);
      Loss loss =
          method.loss(new Batch(List.of(x), expected.longs("indices"), Optional.empty()), step);
      loss.value().backward();
      expected.assertMatches(lossKey, loss.value());
      assertGradient(expected, gradientKey, x);
      method.afterStep(step);
      expected.assertMatches("bank_after", method.state().tensors().get("bank"));
      double limit = type == ScalarType.Double ? 1e-9 : 1e-4;
      assertThat(method.state().scalars().get("z"))
          .isCloseTo(expected.number(zKey), within(limit * expected.number(zKey)));
      assertThat(loss.terms())
          .extracting(Term::name)
          .containsExactlyElementsOf(lambda > 0 ? List.of("nce", "proximal") : List.of("nce"));
    }
  }
}
