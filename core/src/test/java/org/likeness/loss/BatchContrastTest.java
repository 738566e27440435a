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
import org.likeness.Fixture;
import org.likeness.nn.Normalize;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** {@link BatchContrast}, {@code moco_v3} among its tests. */
final class BatchContrastTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Tensor rows(int seed, int n) {
    return Inputs.unitRows(seed, n, 6, ScalarType.Double);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void bothDirectionsAndTheirGradients(String type) {
    Fixture f = Fixture.read("moco_v3");
    ScalarType scalar = ScalarType.valueOf(type);
    Tensor q1 = Inputs.leaf(f.tensor("q1", scalar));
    Tensor q2 = Inputs.leaf(f.tensor("q2", scalar));
    BatchContrast ctr = new BatchContrast(f.number("tau"));
    Tensor loss =
        ctr.loss(Normalize.rows(q1), Normalize.rows(f.tensor("k2", scalar)))
            .add(ctr.loss(Normalize.rows(q2), Normalize.rows(f.tensor("k1", scalar))));
    f.assertMatches("loss", loss);
    f.assertMatches("grad_q1", Inputs.gradient(loss, q1));
    f.assertMatches("grad_q2", q2.grad());
  }

  /** 2 tau times the softmax over the batch's keys, written out. */
  @Test
  void itIsTheFormula() {
    double tau = 0.3;
    double[] q = Tensors.doubles(rows(1, 4));
    double[] k = Tensors.doubles(rows(2, 4));
    double expected = 0;
    for (int b = 0; b < 4; b++) {
      double all = 0;
      double own = 0;
      for (int j = 0; j < 4; j++) {
        double dot = 0;
        for (int c = 0; c < 6; c++) {
          dot += q[b * 6 + c] * k[j * 6 + c];
        }
        all += Math.exp(dot / tau);
        own = j == b ? Math.exp(dot / tau) : own;
      }
      expected -= 2 * tau * Math.log(own / all) / 4;
    }
    assertThat(new BatchContrast(tau).loss(rows(1, 4), rows(2, 4)).item_double())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void equalRowsGiveHalfTheCollapsedLossInEachDirection() {
    Tensor equal = rows(1, 1).repeat(8, 1);
    assertThat(2 * new BatchContrast(0.2).loss(equal, equal).item_double())
        .isCloseTo(Collapse.mocoV3(8, 0.2), within(1e-12));
  }

  /** A batch of one has no negatives: nothing to learn, and nothing that fails. */
  @Test
  void oneImageGivesZero() {
    Tensor q = Inputs.leaf(rows(1, 1));
    Tensor loss = new BatchContrast(0.2).loss(q, rows(2, 1));
    assertThat(loss.item_double()).isZero();
    assertThat(Tensors.doubles(Inputs.gradient(loss, q))).containsOnly(0);
  }

  @Test
  void keysHaveNoGradient() {
    Tensor q = Inputs.leaf(rows(1, 3));
    Tensor k = Inputs.leaf(rows(2, 3));
    new BatchContrast(0.2).loss(q, k).backward();
    assertThat(k.grad().defined()).isFalse();
    assertThatThrownBy(() -> new BatchContrast(-1)).hasMessageContaining("tau");
    assertThatThrownBy(() -> new BatchContrast(0.2).loss(rows(1, 3), rows(2, 2)))
        .hasMessageContaining("queries and keys");
  }
}
