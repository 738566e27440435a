package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.Fixture;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class NegativeCosineTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** SimSiam takes the mean of both directions, BYOL the sum of both squared distances. */
  @ParameterizedTest
  @CsvSource({
    "simsiam, z, 0.5, 0, Float",
    "simsiam, z, 0.5, 0, Double",
    "byol, target, 2, 4, Float",
    "byol, target, 2, 4, Double"
  })
  void theFixtures(String name, String target, double factor, double constant, String type) {
    Fixture fixture = Fixture.read(name);
    ScalarType scalars = ScalarType.valueOf(type);
    Tensor p1 = Inputs.leaf(fixture.tensor("p1", scalars));
    Tensor p2 = Inputs.leaf(fixture.tensor("p2", scalars));
    Tensor loss =
        NegativeCosine.of(p1, fixture.tensor(target + "2", scalars))
            .add(NegativeCosine.of(p2, fixture.tensor(target + "1", scalars)))
            .mul(new Scalar(factor))
            .add(new Scalar(constant));
    fixture.assertMatches("loss", loss);
    fixture.assertMatches("grad_p1", Inputs.gradient(loss, p1));
    fixture.assertMatches("grad_p2", p2.grad());
  }

  @Test
  void valuesAreThoseOfPlainLoops() {
    Tensor p = Inputs.unitRows(1, 5, 7, ScalarType.Double).mul(new Scalar(3));
    Tensor z = Inputs.unitRows(2, 5, 7, ScalarType.Double).mul(new Scalar(0.2));
    double[] a = Tensors.doubles(p);
    double[] b = Tensors.doubles(z);
    double sum = 0;
    for (int row = 0; row < 5; row++) {
      double dot = 0;
      double lengthA = 0;
      double lengthB = 0;
      for (int i = 7 * row; i < 7 * row + 7; i++) {
        dot += a[i] * b[i];
        lengthA += a[i] * a[i];
        lengthB += b[i] * b[i];
      }
      sum -= dot / Math.sqrt(lengthA * lengthB) / 5;
    }
    assertThat(NegativeCosine.of(p, z).item_double()).isCloseTo(sum, within(1e-12));
  }

  @Test
  void equalOppositeAndOrthogonalRows() {
    Tensor rows = Inputs.unitRows(1, 4, 8, ScalarType.Double);
    assertThat(NegativeCosine.of(rows, rows.mul(new Scalar(9))).item_double())
        .isCloseTo(-1, within(1e-12));
    assertThat(NegativeCosine.of(rows, rows.neg()).item_double()).isCloseTo(1, within(1e-12));
    Tensor axes = torch.eye(4);
    assertThat(NegativeCosine.of(axes, axes.roll(new long[] {1}, 0)).item_double()).isEqualTo(0);
  }

  /** The gradient has no part along a row: lengths do not count. */
  @Test
  void theGradientIsOrthogonalToEachRow() {
    Tensor p = Inputs.leaf(Inputs.unitRows(1, 6, 8, ScalarType.Double).mul(new Scalar(2)));
    Tensor gradient =
        Inputs.gradient(NegativeCosine.of(p, Inputs.unitRows(2, 6, 8, ScalarType.Double)), p);
    for (double along : Tensors.doubles(gradient.mul(p).sum(1))) {
      assertThat(along).isCloseTo(0, within(1e-12));
    }
  }

  @Test
  void oneRowAndADeadRowAreFinite() {
    Tensor one = Inputs.unitRows(1, 1, 8, ScalarType.Float);
    assertThat(NegativeCosine.of(one, one).item_double()).isCloseTo(-1, within(1e-6));
    Tensor dead = Inputs.leaf(torch.zeros(2, 8));
    Tensor loss = NegativeCosine.of(dead, Inputs.unitRows(2, 2, 8, ScalarType.Float));
    assertThat(loss.item_double()).isEqualTo(0);
    assertThat(Tensors.isFinite(Inputs.gradient(loss, dead))).isTrue();
  }

  @Test
  void otherShapesAreNamed() {
    Tensor p = Inputs.unitRows(1, 3, 4, ScalarType.Float);
    assertThatThrownBy(() -> NegativeCosine.of(p, p.narrow(0, 0, 2)))
        .hasMessageContaining("predictions and targets must have as many rows");
  }
}
