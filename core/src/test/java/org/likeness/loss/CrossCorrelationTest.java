package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.Fixture;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class CrossCorrelationTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @CsvSource({"Float, 0, ''", "Double, 0, ''", "Float, 1e-5, _bn_eps", "Double, 1e-5, _bn_eps"})
  void theFixture(String type, double eps, String key) {
    Fixture f = Fixture.read("barlow");
    ScalarType scalars = ScalarType.valueOf(type);
    Tensor z1 = Inputs.leaf(f.tensor("z1", scalars));
    Tensor z2 = Inputs.leaf(f.tensor("z2", scalars));
    CrossCorrelation correlation = new CrossCorrelation(f.number("lambda"), eps);
    Tensor loss = correlation.loss(z1, z2);
    f.assertMatches("loss" + key, loss);
    f.assertMatches("grad_z1" + key, Inputs.gradient(loss, z1));
    f.assertMatches("grad_z2" + key, z2.grad());
    if (key.isEmpty()) {
      f.assertMatches("cross_correlation", correlation.matrix(z1, z2));
      f.assertMatches("on_diagonal", new CrossCorrelation(0, eps).loss(z1, z2), 1e-3);
    }
  }

  @Test
  void valuesAreThoseOfPlainLoops() {
    int b = 7;
    int d = 3;
    Tensor z1 = Inputs.unitRows(1, b, d, ScalarType.Double);
    Tensor z2 = Inputs.unitRows(2, b, d, ScalarType.Double);
    double[] x = standardised(Tensors.doubles(z1), b, d);
    double[] y = standardised(Tensors.doubles(z2), b, d);
    double expected = 0;
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        double c = 0;
        for (int row = 0; row < b; row++) {
          c += x[row * d + i] * y[row * d + j] / b;
        }
        expected += i == j ? (1 - c) * (1 - c) : 0.3 * c * c;
      }
    }
    assertThat(new CrossCorrelation(0.3, 0).loss(z1, z2).item_double())
        .isCloseTo(expected, within(1e-12));
  }

  private static double[] standardised(double[] z, int b, int d) {
    double[] result = new double[z.length];
    for (int i = 0; i < d; i++) {
      double mean = 0;
      double square = 0;
      for (int row = 0; row < b; row++) {
        mean += z[row * d + i] / b;
      }
      for (int row = 0; row < b; row++) {
        square += (z[row * d + i] - mean) * (z[row * d + i] - mean) / b;
      }
      for (int row = 0; row < b; row++) {
        result[row * d + i] = (z[row * d + i] - mean) / Math.sqrt(square);
      }
    }
    return result;
  }

  @Test
  void shiftsAndScalesOfAColumnDoNotCountAndViewsMayBeSwapped() {
    Tensor z1 = Inputs.unitRows(1, 9, 4, ScalarType.Double);
    Tensor z2 = Inputs.unitRows(2, 9, 4, ScalarType.Double);
    CrossCorrelation correlation = new CrossCorrelation(0.1, 0);
    double loss = correlation.loss(z1, z2).item_double();
    Tensor moved = z1.mul(new Scalar(3)).add(new Scalar(-7));
    assertThat(correlation.loss(moved, z2).item_double()).isCloseTo(loss, within(1e-10));
    assertThat(correlation.loss(z2, z1).item_double()).isCloseTo(loss, within(1e-12));
  }

  @Test
  void equalRowsAndOneRowGiveTheWidth() {
    CrossCorrelation correlation = new CrossCorrelation(0.0051, 1e-5);
    Tensor one = Inputs.leaf(Inputs.unitRows(1, 1, 8, ScalarType.Float));
    Tensor alone = correlation.loss(one, one);
    assertThat(alone.item_double()).isEqualTo(8);
    assertThat(Tensors.isFinite(Inputs.gradient(alone, one))).isTrue();
    Tensor equal = Inputs.leaf(one.detach().repeat(5, 1));
    Tensor same = correlation.loss(equal, equal);
    assertThat(same.item_double()).isCloseTo(8, within(1e-3));
    assertThat(Tensors.isFinite(Inputs.gradient(same, equal))).isTrue();
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> new CrossCorrelation(-1, 0)).hasMessageContaining("lambda must not");
    assertThatThrownBy(() -> new CrossCorrelation(1, -1)).hasMessageContaining("eps must not");
    Tensor z = Inputs.unitRows(1, 3, 4, ScalarType.Float);
    assertThatThrownBy(() -> new CrossCorrelation(1, 0).loss(z, z.narrow(0, 0, 2)))
        .hasMessageContaining("must have as many rows");
  }
}
