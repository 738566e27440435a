package org.likeness.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class GradientClippingTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Tensor withGradient(float... gradient) {
    Tensor parameter = torch.zeros(gradient.length).set_requires_grad(true);
    parameter.mul(Tensors.of(gradient, gradient.length)).sum().backward();
    return parameter;
  }

  /** Limits of 3: a gradient of length 5 becomes 3 long; one of 3 and a short one stay. */
  @Test
  void eachTensorIsLimitedByItself() {
    Tensor large = withGradient(3, 4);
    Tensor edge = withGradient(0, 3);
    Tensor small = withGradient(0.1f, -0.2f);
    Tensor none = torch.zeros(2L).set_requires_grad(true);
    try (NoGradGuard noGrad = new NoGradGuard()) {
      GradientClipping.eachTensor(
          List.of(
              ParameterGroup.of("a", List.of(large, none)),
              ParameterGroup.of("b", List.of(edge, small))),
          3);
    }
    assertThat(Tensors.floats(large.grad()))
        .containsExactly(new float[] {1.8f, 2.4f}, within(1e-5f));
    assertThat(Tensors.floats(edge.grad())).containsExactly(new float[] {0, 3}, within(1e-5f));
    assertThat(Tensors.floats(small.grad())).containsExactly(0.1f, -0.2f);
    assertThat(none.grad().defined()).isFalse();
  }

  @Test
  void aLimitIsPositive() {
    assertThatThrownBy(() -> GradientClipping.eachTensor(List.of(), 0))
        .hasMessage("the norm must be positive but is 0.0");
  }
}
