package org.likeness.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;

final class ComputeDeviceTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void whatIsThereAlreadyIsNotCopied() {
    Tensor some = torch.ones(2, 3);
    assertThat(ComputeDevice.CPU.place(some)).isSameAs(some);
    assertThat(ComputeDevice.beside(torch.ones(1), some)).isSameAs(some);
  }

  @Test
  void aMovedTensorIsTheSameToAllWhoHoldIt() {
    Tensor weight = Tensors.of(new float[] {1, 2, 3}, 3).set_requires_grad(true);
    Tensor other = new Tensor(weight);
    ComputeDevice.CPU.move(List.of(weight));
    assertThat(Tensors.floats(other)).containsExactly(1, 2, 3);
    assertThat(weight.is_leaf()).isTrue();
    weight.square().sum().backward();
    assertThat(Tensors.floats(other.grad())).containsExactly(2, 4, 6);
  }

  @Test
  void cudaWhereThereIsNoneIsRefusedWithACure() {
    assumeFalse(ComputeDevice.CUDA.isAvailable(), "this machine has a CUDA device");
    assertThatThrownBy(ComputeDevice.CUDA::require)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no CUDA device")
        .hasMessageContaining("LIKENESS_BUILD_OPTS=-Pgpu");
  }
}
