package org.likeness.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class LumaTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** Pillow's weights: pixels of red, green and blue alone, then of each image all channels. */
  @Test
  void redGreenAndBlueHaveTheirWeights() {
    Tensor images =
        Tensors.of(
            new double[] {
              1, 0, 0, 10, //
              0, 1, 0, 10, //
              0, 0, 1, 10, //
              2, 0, 0, 0, //
              0, 3, 0, 0, //
              0, 0, 4, 1
            },
            2,
            3,
            1,
            4);
    Tensor grey = Luma.of(images);
    assertThat(Tensors.shape(grey)).containsExactly(2, 1, 1, 4);
    assertThat(Tensors.doubles(grey))
        .containsExactly(
            new double[] {0.299, 0.587, 0.114, 10, 0.598, 1.761, 0.456, 0.114}, within(1e-6));
  }
}
