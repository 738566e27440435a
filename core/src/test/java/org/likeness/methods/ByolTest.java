package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.method.RunSize;
import org.likeness.method.Step;
import org.likeness.option.OptionRecords;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class ByolTest {
  private static final Byol.Options SMALL =
      OptionRecords.with(OptionRecords.with(Byol.Options.paper(), "hidden", 6), "dim", 4);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void theFixtureThroughTheMethod(String type) {
    Fixture f = Fixture.read("byol");
    int b = f.integer("batch");
    ScalarType scalars = ScalarType.valueOf(type);
    Tensor p1 = f.tensor("p1", scalars).set_requires_grad(true);
    Tensor p2 = f.tensor("p2", scalars).set_requires_grad(true);
    Tensor target1 = f.tensor("target1", scalars).set_requires_grad(true);
    Byol method =
        new Byol(
            IdentityBackbone.ingredients(b, b),
            SMALL,
            IdentityBackbone.network(f.integer("dim")),
            IdentityBackbone.network(f.integer("dim")),
            new GivenHead(p1, p2));
    Tensor loss =
        method
            .loss(
                IdentityBackbone.batch(target1, f.tensor("target2", scalars)),
                new Step(0, 10, 0, 1))
            .value();
    loss.backward();
    f.assertMatches("loss", loss);
    f.assertMatches("grad_p1", p1.grad());
    f.assertMatches("grad_p2", p2.grad());
    assertThat(target1.grad().defined()).as("a gradient of the target").isFalse();
  }

  @Test
  void theTargetBeginsEqualAndFollowsWithARisingMomentumAfterTheStep() {
    Byol method = new Byol(IdentityBackbone.ingredients(8, 4), SMALL);
    Map<String, Tensor> state = method.state().tensors();
    assertThat(state.keySet().stream().filter(name -> name.startsWith("predictor.")))
        .hasSize(7); // two matrices, a bias, four of the norm
    Tensor source = state.get("head.layers.0.fc.weight");
    Tensor target = state.get("target.head.layers.0.fc.weight");
    double[] before = Tensors.doubles(target);
    assertThat(before).containsExactly(Tensors.doubles(source));
    assertThat(target.requires_grad()).isFalse();
    try (NoGradGuard noGrad = new NoGradGuard()) {
      source.add_(new Scalar(1));
      method.afterStep(new Step(5, 10, 0, 1)); // half of the run: tau = 1 - 0.004 / 2
    }
    assertThat(Tensors.doubles(target)[0]).isCloseTo(before[0] + 0.002, within(1e-6));
    try (NoGradGuard noGrad = new NoGradGuard()) {
      method.afterStep(new Step(0, 10, 0, 1)); // 0.996
    }
    assertThat(Tensors.doubles(target)[0])
        .isCloseTo(before[0] + 0.002 + 0.004 * 0.998, within(1e-6));
  }

  @Test
  void theSecondViewHasItsOwnBlurAndSolarisation() {
    Byol method = new Byol(IdentityBackbone.ingredients(8, 4), SMALL);
    assertThat(method.views().views()).hasSize(2);
    assertThat(method.views().get(0)).isNotEqualTo(method.views().get(1));
  }

  /** A loss of 0 is success too. */
  @Test
  void aCollapseShowsInTheSpreadAlone() {
    assertThat(new Byol(IdentityBackbone.ingredients(8, 4), SMALL).collapsedLoss(4)).isEmpty();
  }

  @Test
  void aSlowTargetIsAdvisedAgainst() {
    Byol.Options slow = OptionRecords.with(SMALL, "momentum", 0.996);
    Byol method = new Byol(IdentityBackbone.ingredients(8, 4), slow);
    assertThat(method.advice(new RunSize(1, 1250, 4, 1, 8))).isEmpty();
    assertThat(method.advice(new RunSize(1, 1249, 4, 1, 8)))
        .singleElement()
        .asString()
        .contains("options.momentum of 0.996 is slow for 1,249 updates", ": 0.99 fits");
  }

  @Test
  void withoutPredictorTheProjectionItselfIsCompared() {
    Byol.Options options = OptionRecords.with(SMALL, "predictor", false);
    Byol method = new Byol(IdentityBackbone.ingredients(8, 4), options);
    assertThat(method.state().tensors().keySet()).noneMatch(name -> name.startsWith("predictor."));
  }
}
