package org.likeness.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.torch.Torch;

/**
 * {@link InstanceSpreading} against {@code invaspread}; limits are those of {@link
 * Fixture#assertMatches}.
 */
final class InvaSpreadFixtureTest {
  private final Fixture fixture = Fixture.read("invaspread");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void everyForm(String type) {
    ScalarType precision = ScalarType.valueOf(type);
    check(Spreading.RELEASED, 1, "loss", "grad_features", precision);
    check(Spreading.FULL, 1, "loss", "grad_full", precision);
    check(Spreading.RELEASED, fixture.number("neg_m"), "loss_negm2", "grad_negm2", precision);
    check(Spreading.PAPER, 1, "loss_paper", "grad_paper", precision);
  }

  private void check(
      Spreading form, double negM, String lossKey, String gradientKey, ScalarType precision) {
    Tensor x = Inputs.leaf(fixture.tensor("features", precision));
    int b = fixture.integer("batch");
    Tensor loss =
        new InstanceSpreading(form, fixture.number("tau"), negM)
            .loss(x.narrow(0, 0, b), x.narrow(0, b, b));
    fixture.assertMatches(lossKey, loss);
    fixture.assertMatches(gradientKey, Inputs.gradient(loss, x));
  }
}
