package org.likeness.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.nn.NeuralNetwork;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class MovingAverageTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** One parameter, one buffer. */
  private record Two(Tensor weight, Tensor mean) implements NeuralNetwork {
    static Two of(float weight, float mean) {
      return new Two(
          Tensors.of(new float[] {weight, -weight}, 2).set_requires_grad(true),
          Tensors.of(new float[] {mean}, 1));
    }

    @Override
    public void train(boolean training) {}

    @Override
    public boolean isTraining() {
      return true;
    }

    @Override
    public void bfloat16(boolean on) {}

    @Override
    public Map<String, Tensor> weights() {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      weights.put("weight", weight);
      weights.put("mean", mean);
      return weights;
    }
  }

  @Test
  void beginsAsACopyAndFollowsByItsMomentum() {
    Two target = Two.of(1, 10);
    Two source = Two.of(3, 30);
    MovingAverage average = new MovingAverage(target, source);
    assertThat(Tensors.floats(target.weight())).containsExactly(3, -3);
    assertThat(Tensors.floats(target.mean())).containsExactly(30);
    assertThat(target.weight().requires_grad()).isFalse();
    assertThat(source.weight().requires_grad()).isTrue();
    try (NoGradGuard noGrad = new NoGradGuard()) {
      source.weight().copy_(Tensors.of(new float[] {7, 1}, 2));
      source.mean().copy_(Tensors.of(new float[] {50}, 1));
      average.update(0.75);
    }
    // 0.75 * 3 + 0.25 * 7 and 0.75 * -3 + 0.25 * 1
    assertThat(Tensors.floats(target.weight())[0]).isCloseTo(4, within(1e-6f));
    assertThat(Tensors.floats(target.weight())[1]).isCloseTo(-2, within(1e-6f));
    assertThat(Tensors.floats(target.mean())).as("buffers are its own").containsExactly(30);
    try (NoGradGuard noGrad = new NoGradGuard()) {
      average.update(1);
      assertThat(Tensors.floats(target.weight())[0]).isCloseTo(4, within(1e-6f));
      average.update(0);
      assertThat(Tensors.floats(target.weight())).containsExactly(7, 1);
    }
  }

  @Test
  void refusesOtherNetworksAndMomenta() {
    Two one = Two.of(1, 1);
    NeuralNetwork other =
        new NeuralNetwork() {
          @Override
          public void train(boolean training) {}

          @Override
          public boolean isTraining() {
            return true;
          }

          @Override
          public void bfloat16(boolean on) {}

          @Override
          public Map<String, Tensor> weights() {
            return Map.of("other", torch.zeros(1));
          }
        };
    assertThatThrownBy(() -> new MovingAverage(one, other))
        .isInstanceOf(IllegalArgumentException.class);
    MovingAverage average = new MovingAverage(one, Two.of(2, 2));
    assertThatThrownBy(() -> average.update(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("momentum must be in [0, 1] but is 1.5");
  }
}
