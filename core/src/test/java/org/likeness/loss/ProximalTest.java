package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class ProximalTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void isTheMeanSquaredDistanceAndMovesTheFeaturesAlone() {
    Tensor v = Inputs.leaf(Tensors.of(new float[] {1, 0, 0, 1}, 2, 2));
    Tensor own = Inputs.leaf(Tensors.of(new float[] {0, 1, 0, 1}, 2, 2));
    Tensor loss = Proximal.loss(v, own);
    assertThat(loss.item_double()).isEqualTo(1);
    assertThat(Tensors.floats(Inputs.gradient(loss, v))).containsExactly(1, -1, 0, 0);
    assertThat(own.grad().defined()).isFalse();
  }

  @Test
  void asManyRowsAreAskedFor() {
    Tensor two = Tensors.of(new float[] {1, 0, 0, 1}, 2, 2);
    assertThatThrownBy(() -> Proximal.loss(two, two.narrow(0, 0, 1)))
        .hasMessage(
            "features and their bank rows must have as many rows but are [2, 2] and [1, 2]");
  }
}
