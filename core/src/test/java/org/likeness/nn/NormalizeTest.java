package org.likeness.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class NormalizeTest {
  private final RandomStream random = new RandomSource(5).stream(Purpose.EVALUATION, 0, 0);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void rowsHaveLengthOneAndKeepTheirDirection() {
    double[] values = gaussians(7 * 13);
    double[] unit = Tensors.doubles(Normalize.rows(Tensors.of(values, 7, 13)));
    for (int row = 0; row < 7; row++) {
      double length = 0;
      for (int i = 0; i < 13; i++) {
        length += values[row * 13 + i] * values[row * 13 + i];
      }
      for (int i = 0; i < 13; i++) {
        assertThat(unit[row * 13 + i])
            .isCloseTo(values[row * 13 + i] / Math.sqrt(length), within(1e-14));
      }
    }
  }

  @Test
  void gradientAgreesWithFiniteDifferences() {
    double[] values = gaussians(3 * 5);
    Tensor weights = Tensors.of(gaussians(15), 3, 5);
    Tensor x = Tensors.of(values, 3, 5).set_requires_grad(true);
    Normalize.rows(x).mul(weights).sum().backward();
    double[] gradient = Tensors.doubles(x.grad());
    double step = 1e-6;
    for (int i = 0; i < values.length; i++) {
      double[] more = values.clone();
      double[] less = values.clone();
      more[i] += step;
      less[i] -= step;
      double rise = objective(more, weights) - objective(less, weights);
      assertThat(gradient[i]).isCloseTo(rise / (2 * step), within(1e-8));
    }
  }

  @Test
  void aZeroRowStaysZeroAndItsGradientIsFinite() {
    Tensor x = Tensors.of(new float[] {0, 0, 3, 4}, 2, 2).set_requires_grad(true);
    Tensor unit = Normalize.rows(x);
    assertThat(Tensors.floats(unit)).containsExactly(0, 0, 0.6f, 0.8f);
    unit.sum().backward();
    assertThat(Tensors.floats(x.grad()))
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(1, 1, 0.2f * 0.64f - 0.2f * 0.48f, 0.2f * 0.36f - 0.2f * 0.48f);
  }

  @Test
  void onlyAMatrixHasRows() {
    assertThatThrownBy(() -> Normalize.rows(torch.ones(2, 3, 4)))
        .hasMessageContaining("3 dimensions");
  }

  private static double objective(double[] values, Tensor weights) {
    return Normalize.rows(Tensors.of(values, 3, 5)).mul(weights).sum().item_double();
  }

  private double[] gaussians(int count) {
    return java.util.stream.DoubleStream.generate(random::nextGaussian).limit(count).toArray();
  }
}
