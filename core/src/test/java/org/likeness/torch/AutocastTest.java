package org.likeness.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class AutocastTest {
  @BeforeAll
  static void loadTorch() {
    Torch.require();
  }

  @Test
  void weightsThatChangeAreSeen() {
    torch.set_autocast_cache_enabled(true); // as a new thread begins
    Tensor x = torch.ones(2, 3);
    Tensor weight = Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2).set_requires_grad(true);
    assertThat(Tensors.floats(product(x, weight))).containsExactly(9, 12, 9, 12);
    Tensors.copy(weight.detach().mul(new Scalar(2)), weight);
    assertThat(Tensors.floats(product(x, weight))).containsExactly(18, 24, 18, 24);
  }

  private static Tensor product(Tensor x, Tensor weight) {
    try (Autocast autocast = new Autocast(true, x)) {
      Tensor product = x.matmul(weight);
      assertThat(Tensors.type(product)).isEqualTo(ScalarType.BFloat16);
      return product;
    }
  }

  @Test
  void endsWhenItIsClosedAndChangesNothingWhereItIsOff() {
    Tensor x = torch.ones(2, 2);
    try (Autocast outer = new Autocast(true, x)) {
      try (Autocast inner = new Autocast(false, x)) {
        assertThat(Tensors.type(x.matmul(x))).isEqualTo(ScalarType.BFloat16);
      }
      assertThat(Tensors.type(x.matmul(x))).isEqualTo(ScalarType.BFloat16);
    }
    assertThat(Tensors.type(x.matmul(x))).isEqualTo(ScalarType.Float);
  }
}
