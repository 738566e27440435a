package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * {@link TripletMargin} against {@code triplet}; limits are those of {@link Fixture#assertMatches}.
 */
final class TripletFixtureTest {
  private final Fixture fixture = Fixture.read("triplet");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void randomNegatives(String type) {
    check(fixture.longs("negatives"), "random", ScalarType.valueOf(type));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void hardNegatives(String type) {
    int b = fixture.integer("batch");
    Tensor x = fixture.tensor("features", ScalarType.valueOf(type));
    Tensor hardest = TripletMargin.hardest(x.narrow(0, 0, b), x.narrow(0, b, b));
    assertThat(Tensors.longs(hardest)).containsExactly(fixture.integers("hard_negatives"));
    check(hardest, "hard", ScalarType.valueOf(type));
  }

  private void check(Tensor negatives, String key, ScalarType type) {
    int b = fixture.integer("batch");
    Tensor x = Inputs.leaf(fixture.tensor("features", type));
    Tensor loss =
        new TripletMargin(fixture.number("margin"))
            .loss(x.narrow(0, 0, b), x.narrow(0, b, b), negatives);
    fixture.assertMatches("loss_" + key, loss);
    fixture.assertMatches("grad_" + key, Inputs.gradient(loss, x));
  }
}
