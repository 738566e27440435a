package org.likeness.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class CosineHeadTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static RandomStream random() {
    return new RandomSource(3).stream(Purpose.WEIGHTS, 0, 0);
  }

  @Test
  void outputsAreCosinesTimesGains() {
    CosineHead head = new CosineHead(2, 3, true, random());
    Tensors.copy(
        Tensors.of(new float[] {5, 0, 0, 0.1f, -3, -3}, 3, 2), head.weights().get("weight_v"));
    Tensors.copy(Tensors.of(new float[] {1, 2, 10}, 3, 1), head.weights().get("weight_g"));
    float[] y = Tensors.floats(head.forward(Tensors.of(new float[] {3, 4}, 1, 2)));
    float half = (float) (-7 / 5.0 / Math.sqrt(2));
    assertThat(y).containsExactly(new float[] {0.6f, 1.6f, 10 * half}, within(1e-5f));
  }

  @Test
  void withoutGainsLengthsPlayNoPart() {
    CosineHead head = new CosineHead(4, 3, false, random());
    Tensor x = Tensors.of(new float[] {1, -2, 3, 0.5f}, 1, 4);
    float[] before = Tensors.floats(head.forward(x));
    assertThat(head.weights()).containsOnlyKeys("weight_v");
    Tensors.copy(
        head.weights().get("weight_v").detach().mul(new Scalar(7)), head.weights().get("weight_v"));
    assertThat(Tensors.floats(head.forward(x.mul(new Scalar(0.1)))))
        .containsExactly(before, within(1e-6f));
  }

  @Test
  void aDescriptionGivesAnEqualHead() {
    CosineHead head = new CosineHead(4, 3, true, random());
    Head again = Heads.create(head.description(), random());
    assertThat(again.description()).isEqualTo(head.description());
    assertThat(Tensors.floats(again.weights().get("weight_v")))
        .containsExactly(Tensors.floats(head.weights().get("weight_v")));
    assertThat(Heads.matrices(head.description())).containsOnlyKeys("weight_v");
  }

  @Test
  void wrongWidthsAreNamed() {
    assertThatThrownBy(() -> new CosineHead(0, 3, true, random()))
        .hasMessage("a cosine head must have positive widths but has 0 and 3");
  }
}
