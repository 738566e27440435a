package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class QueueContrastTest {
  private static final int B = 5;
  private static final int K = 11;
  private static final int D = 6;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Tensor rows(int seed, int n) {
    return Inputs.unitRows(seed, n, D, ScalarType.Double);
  }

  private static double dot(double[] a, int i, double[] b, int j) {
    double sum = 0;
    for (int k = 0; k < D; k++) {
      sum += a[i * D + k] * b[j * D + k];
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.07, 0.2, 1})
  void itIsTheFormula(double tau) {
    Tensor q = Inputs.leaf(rows(1, B));
    Tensor k = rows(2, B);
    Tensor queue = rows(3, K);
    double expected = 0;
    for (int b = 0; b < B; b++) {
      double own = Math.exp(dot(Tensors.doubles(q), b, Tensors.doubles(k), b) / tau);
      double all = own;
      for (int j = 0; j < K; j++) {
        all += Math.exp(dot(Tensors.doubles(q), b, Tensors.doubles(queue), j) / tau);
      }
      expected -= Math.log(own / all) / B;
    }
    assertThat(new QueueContrast(tau).loss(q, k, queue).item_double())
        .isCloseTo(expected, within(1e-9 * Math.max(1, expected)));
  }

  /** The gradient is that of the value, by differences. */
  @Test
  void theGradientIsThatOfTheValueAndReachesTheQueriesAlone() {
    QueueContrast loss = new QueueContrast(0.2);
    Tensor q = Inputs.leaf(rows(1, B));
    Tensor k = Inputs.leaf(rows(2, B));
    Tensor queue = Inputs.leaf(rows(3, K));
    double[] gradient = Tensors.doubles(Inputs.gradient(loss.loss(q, k, queue), q));
    assertThat(k.grad().defined()).isFalse();
    assertThat(queue.grad().defined()).isFalse();
    double h = 1e-6;
    double[] values = Tensors.doubles(q);
    for (int i = 0; i < values.length; i++) {
      double[] more = values.clone();
      double[] less = values.clone();
      more[i] += h;
      less[i] -= h;
      double slope =
          (loss.loss(Tensors.of(more, B, D), k.detach(), queue.detach()).item_double()
                  - loss.loss(Tensors.of(less, B, D), k.detach(), queue.detach()).item_double())
              / (2 * h);
      assertThat(gradient[i]).isCloseTo(slope, within(1e-7));
    }
  }

  /** log(1 + K), the value at which users of other tools see MoCo stuck: 8.318 with K = 4096. */
  @Test
  void equalRowsGiveTheCollapsedLoss() {
    Tensor one = rows(1, 1);
    double loss =
        new QueueContrast(0.1)
            .loss(one.repeat(3, 1), one.repeat(3, 1), one.repeat(4096, 1))
            .item_double();
    assertThat(loss)
        .isCloseTo(Collapse.oneAmong(4096), within(1e-9))
        .isCloseTo(8.31801, within(1e-5));
  }

  @Test
  void oneQueryAndOneKeyAreEnough() {
    Tensor q = Inputs.leaf(rows(1, 1));
    Tensor loss = new QueueContrast(0.01).loss(q, rows(1, 1), rows(2, 1));
    assertThat(loss.item_double()).isFinite();
    assertThat(Tensors.isFinite(Inputs.gradient(loss, q))).isTrue();
  }

  @Test
  void theOrderOfTheQueueDoesNotMatter() {
    Tensor queue = rows(3, K);
    QueueContrast loss = new QueueContrast(0.1);
    assertThat(loss.loss(rows(1, B), rows(2, B), queue.flip(0)).item_double())
        .isCloseTo(loss.loss(rows(1, B), rows(2, B), queue).item_double(), within(1e-12));
  }

  @Test
  void whatDoesNotMatchIsRefused() {
    assertThatThrownBy(() -> new QueueContrast(0)).hasMessage("tau must be positive but is 0.0");
    assertThatThrownBy(() -> new QueueContrast(0.1).loss(rows(1, 2), rows(2, 3), rows(3, K)))
        .hasMessageContaining("queries and keys");
    assertThatThrownBy(
            () -> new QueueContrast(0.1).loss(rows(1, 2), rows(2, 2), rows(3, K).narrow(1, 0, 3)))
        .hasMessageContaining("queries and the queue");
  }
}
