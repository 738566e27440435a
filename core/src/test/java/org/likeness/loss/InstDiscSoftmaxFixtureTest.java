package org.likeness.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.torch.Torch;

/**
 * {@link NonParametricSoftmax} against {@code instdisc_softmax}; limits are those of {@link
 * Fixture#assertMatches}.
 */
final class InstDiscSoftmaxFixtureTest {
  private final Fixture fixture = Fixture.read("instdisc_softmax");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void valueAndGradientForEveryTile(String type) {
    ScalarType precision = ScalarType.valueOf(type);
    Tensor bank = fixture.tensor("bank", precision);
    for (int chunk : new int[] {1, 7, 49, 50, 1024}) {
      Tensor v = Inputs.leaf(fixture.tensor("features", precision));
      Tensor loss =
          new NonParametricSoftmax(fixture.number("tau"), chunk)
              .loss(v, fixture.longs("indices"), bank);
      fixture.assertMatches("loss", loss);
      fixture.assertMatches("grad_features", Inputs.gradient(loss, v));
    }
  }
}
