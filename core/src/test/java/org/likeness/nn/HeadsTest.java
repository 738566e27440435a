package org.likeness.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class HeadsTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static RandomStream random(long seed) {
    return new RandomSource(seed).stream(Purpose.WEIGHTS, 0, 0);
  }

  @Test
  void aLinearHeadIsWxPlusB() {
    LinearHead head = new LinearHead(3, 2, random(1));
    float[] w = Tensors.floats(Tensors.named(head).get("fc.weight"));
    float[] b = Tensors.floats(Tensors.named(head).get("fc.bias"));
    float[] y = Tensors.floats(head.forward(Tensors.of(new float[] {1, -2, 0.5f}, 1, 3)));
    for (int i = 0; i < 2; i++) {
      assertThat(y[i])
          .isCloseTo(w[3 * i] - 2 * w[3 * i + 1] + 0.5f * w[3 * i + 2] + b[i], within(1e-6f));
    }
    assertThat(Tensors.named(head)).containsOnlyKeys("fc.weight", "fc.bias");
  }

  @Test
  void linearValuesAreUniformWithinTheRootOfTheInputs() {
    LinearHead head = new LinearHead(400, 100, random(2));
    float[] w = Tensors.floats(Tensors.named(head).get("fc.weight"));
    double mean = 0;
    double square = 0;
    double largest = 0;
    for (float value : w) {
      mean += value / w.length;
      square += (double) value * value / w.length;
      largest = Math.max(largest, Math.abs(value));
    }
    // 40,000 values: the mean's deviation is 0.05/sqrt(3 n) = 1.4e-4, and the variance 0.05^2/3 is
    // met within 2 %.
    assertThat(mean).isCloseTo(0, within(1e-3));
    assertThat(square).isCloseTo(0.05 * 0.05 / 3, within(0.02 * 0.05 * 0.05 / 3));
    assertThat(largest).isLessThanOrEqualTo(0.05).isGreaterThan(0.0499);
  }

  @Test
  void equalStreamsGiveEqualHeadsAndOthersDoNot() {
    float[] one = Tensors.floats(Tensors.named(new LinearHead(8, 4, random(3))).get("fc.weight"));
    float[] same = Tensors.floats(Tensors.named(new LinearHead(8, 4, random(3))).get("fc.weight"));
    float[] other = Tensors.floats(Tensors.named(new LinearHead(8, 4, random(4))).get("fc.weight"));
    assertThat(one).containsExactly(same).isNotEqualTo(other);
  }

  @Test
  void anIdentityHeadReturnsItsInput() {
    Tensor x = torch.ones(2, 6);
    IdentityHead head = new IdentityHead(6);
    assertThat(head.forward(x)).isSameAs(x);
    assertThat(Tensors.named(head)).isEmpty();
    assertThat(head.outputSize()).isEqualTo(6);
  }

  @Test
  void aDescriptionIsEnoughToBuildAnEqualHead() {
    for (Head head : new Head[] {new LinearHead(5, 3, random(5)), new IdentityHead(7)}) {
      Head again = Heads.create(head.description(), random(6));
      assertThat(again).isInstanceOf(head.getClass());
      assertThat(again.inputSize()).isEqualTo(head.inputSize());
      assertThat(again.outputSize()).isEqualTo(head.outputSize());
    }
  }

  @Test
  void whatIsNoHeadIsRefused() {
    assertThatThrownBy(() -> Heads.create(Map.of("head", "mlp9"), random(1)))
        .hasMessageContaining("'mlp9'");
    assertThatThrownBy(() -> Heads.create(Map.of("head", "linear", "head-in", "x"), random(1)))
        .hasMessageContaining("head-in");
    assertThatThrownBy(() -> new LinearHead(0, 3, random(1)))
        .isInstanceOf(IllegalArgumentException.class);
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> new IdentityHead(3)).isInstanceOf(IllegalStateException.class);
    }
  }
}
