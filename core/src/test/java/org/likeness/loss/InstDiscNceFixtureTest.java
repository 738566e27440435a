package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.torch.Torch;

/**
 * {@link NoiseContrastive} and {@link Proximal} against {@code instdisc_nce}; limits are those of
 * {@link Fixture#assertMatches}.
 */
final class InstDiscNceFixtureTest {
  private final Fixture fixture = Fixture.read("instdisc_nce");
  private final double tau = fixture.number("tau");
  private final double eps = fixture.number("eps");
  private final int n = fixture.integer("n");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void twoSteps(String type) {
    ScalarType precision = ScalarType.valueOf(type);
    step(fixture.at("steps/0"), fixture.tensor("bank", precision), precision);
    step(fixture.at("steps/1"), fixture.tensor("steps/0/bank_after", precision), precision);
  }

  private void step(Fixture step, Tensor bank, ScalarType precision) {
    NoiseContrastive nce = new NoiseContrastive(tau, eps);
    Tensor indices = step.longs("indices");
    Tensor candidates =
        torch.cat(new TensorVector(indices.unsqueeze(1), step.longs("negatives")), 1);
    Tensor v = Inputs.leaf(step.tensor("features", precision));
    double z = step.number("Z");

    Tensor scores = nce.scores(v, candidates, bank);
    assertThat(NoiseContrastive.estimateZ(scores, n))
        .isCloseTo(
            step.number("z_estimate"),
            within(step.number("z_estimate") * (precision == ScalarType.Double ? 1e-9 : 1e-4)));
    Tensor p = scores.exp().div(new Scalar(z));
    step.assertMatches("probabilities", p);
    step.assertMatches("h", p.div(p.add(new Scalar(fixture.number("m") / n + eps))));

    Tensor loss = nce.loss(v, candidates, bank, z);
    step.assertMatches("loss", loss);
    step.assertMatches("grad_features", Inputs.gradient(loss, v));

    step.assertMatches(
        "loss_no_eps", new NoiseContrastive(tau, 0).loss(v.detach(), candidates, bank, z));

    Tensor w = Inputs.leaf(step.tensor("features", precision));
    Tensor proximal = Proximal.loss(w, bank.index_select(0, indices));
    Tensor both =
        nce.loss(w, candidates, bank, z)
            .add(proximal, new Scalar(fixture.number("proximal_lambda")));
    step.assertMatches("loss_with_proximal", both);
    step.assertMatches("grad_with_proximal", Inputs.gradient(both, w));

    Tensor x = Inputs.leaf(step.tensor("features", precision));
    Tensor smoothed = nce.loss(x, candidates, bank, step.number("z_ema"));
    step.assertMatches("loss_z_ema", smoothed);
    step.assertMatches("grad_z_ema", Inputs.gradient(smoothed, x));
  }
}
