package org.likeness.methods;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.Fixture;
import org.likeness.data.Batch;
import org.likeness.loss.Hardness;
import org.likeness.loss.Spreading;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * {@link InvaSpread} with an identity for its network against {@code invaspread}. The method
 * normalises its input, so a stored gradient g counts as g - (g.x) x. Limits are those of {@link
 * Fixture#assertMatches}.
 */
final class InvaSpreadMethodFixtureTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @CsvSource({
    "RELEASED, loss, grad_features",
    "FULL, loss, grad_full",
    "RELEASED, loss_negm2, grad_negm2",
    "PAPER, loss_paper, grad_paper"
  })
  void lossAndGradient(Spreading mode, String lossKey, String gradientKey) {
    Fixture f = Fixture.read("invaspread");
    double negM = lossKey.equals("loss_negm2") ? f.number("neg_m") : 1;
    int b = f.integer("batch");
    for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
      InvaSpread.Options options =
          new InvaSpread.Options(mode, f.number("tau"), f.integer("dim"), negM, Hardness.ALL, 0);
      InvaSpread method =
          new InvaSpread(
              IdentityBackbone.ingredients(b, b),
              options,
              IdentityBackbone.network(f.integer("dim")));
      Tensor x = f.tensor("features", type).set_requires_grad(true);
      Batch batch =
          new Batch(
              List.of(x.narrow(0, 0, b), x.narrow(0, b, b)),
              Tensors.of(new long[b], b),
              Optional.empty());
      Loss loss = method.loss(batch, new Step(0, 10, 0, 1));
      loss.value().backward();
      f.assertMatches(lossKey, loss.value());
      Tensor g = f.tensor(gradientKey, ScalarType.Double);
      Tensor unit = f.tensor("features", ScalarType.Double);
      double[] projected =
          Tensors.doubles(g.sub(g.mul(unit).sum(new long[] {1}, true, null).mul(unit)));
      Fixture.assertMatches(
          gradientKey,
          Tensors.doubles(x.grad()),
          projected,
          type == ScalarType.Double ? 1e-9 : 1e-4);
    }
  }
}
