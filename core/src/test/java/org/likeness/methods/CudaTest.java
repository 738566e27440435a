package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Tensors;

/** Training on a GPU, where there is one and libtorch is built for it (profile gpu). */
@Tag("gpu")
final class CudaTest {
  private static boolean tf32;

  /**
   * Convolutions of ten bits, cuDNN's choice unless told otherwise, are not to be measured here.
   */
  @BeforeAll
  static void needsOne() {
    assumeTrue(
        ComputeDevice.CUDA.isAvailable(), "no CUDA device that this build of libtorch can use");
    tf32 = torch.globalContext().allowTF32CuDNN();
    torch.globalContext().setAllowTF32CuDNN(false);
  }

  @AfterAll
  static void asBefore() {
    if (ComputeDevice.CUDA.isAvailable()) {
      torch.globalContext().setAllowTF32CuDNN(tf32);
    }
  }

  static List<String> methods() {
    return Methods.names();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodFindsTheLossesOfTheProcessor(String method) {
    FewSteps.assertAgree(
        FewSteps.ofMethod(method, "train.device=cuda"),
        FewSteps.ofMethod(method, "train.device=cpu"),
        method);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "method=instdisc options.loss=nce options.m=64 options.lambda=30",
        "method=instdisc options.loss=nce options.m=64 options.z=ema",
        "method=instdisc options.bank-precision=bfloat16",
        "method=invaspread train.precision=bfloat16"
      })
  void aFewStepsFindTheLossesOfTheProcessor(String settings) {
    FewSteps.assertAgree(
        FewSteps.losses(settings, "train.device=cuda"),
        FewSteps.losses(settings, "train.device=cpu"),
        settings);
  }

  @Test
  void aMovedTensorIsTheSameToAllWhoHoldIt() {
    Tensor weight = Tensors.of(new float[] {1, 2, 3}, 3).set_requires_grad(true);
    Tensor other = new Tensor(weight);
    ComputeDevice.CUDA.move(List.of(weight));
    assertThat(other.is_cuda()).isTrue();
    weight.square().sum().backward();
    assertThat(Tensors.floats(other.grad())).containsExactly(2, 4, 6);
  }
}
