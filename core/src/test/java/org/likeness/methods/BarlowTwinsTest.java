package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.augment.SecondViewOptions;
import org.likeness.method.Step;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.OptionRecords;
import org.likeness.torch.Torch;

final class BarlowTwinsTest {
  private static final BarlowTwins.Options SMALL =
      new BarlowTwins.Options(0.0051, 10, 8, 3, 0.024, SecondViewOptions.defaults());

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void theFixtureThroughTheMethod(String type) {
    Fixture f = Fixture.read("barlow");
    int b = f.integer("batch");
    ScalarType scalars = ScalarType.valueOf(type);
    Tensor z1 = f.tensor("z1", scalars).set_requires_grad(true);
    Tensor z2 = f.tensor("z2", scalars).set_requires_grad(true);
    BarlowTwins method =
        new BarlowTwins(
            IdentityBackbone.ingredients(b, b),
            OptionRecords.with(SMALL, "lambda", f.number("lambda")),
            IdentityBackbone.network(f.integer("dim")));
    Tensor loss = method.loss(IdentityBackbone.batch(z1, z2), new Step(0, 10, 0, 1)).value();
    loss.backward();
    f.assertMatches("loss_bn_eps", loss);
    f.assertMatches("grad_z1_bn_eps", z1.grad());
    f.assertMatches("grad_z2_bn_eps", z2.grad());
  }

  @Test
  void biasesAndNormsHaveTheirOwnRate() {
    BarlowTwins method = new BarlowTwins(IdentityBackbone.ingredients(8, 4), SMALL);
    List<ParameterGroup> groups = method.trainable();
    assertThat(groups).extracting(ParameterGroup::rateFactor).containsExactly(1.0, 0.024);
    assertThat(groups.get(0).parameters()).isNotEmpty().allMatch(weight -> weight.dim() > 1);
    assertThat(groups.get(1).parameters()).isNotEmpty().allMatch(weight -> weight.dim() == 1);
  }
}
