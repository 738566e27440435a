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
import org.likeness.loss.VarianceCovariance.Form;
import org.likeness.loss.VarianceCovariance.Parts;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class VarianceCovarianceTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @CsvSource({
    "Float, PAPER, paper",
    "Double, PAPER, paper",
    "Float, RELEASED, code",
    "Double, RELEASED, code"
  })
  void theFixture(String type, Form form, String key) {
    Fixture f = Fixture.read("vicreg");
    ScalarType scalars = ScalarType.valueOf(type);
    Tensor z1 = Inputs.leaf(f.tensor("z1", scalars));
    Tensor z2 = Inputs.leaf(f.tensor("z2", scalars));
    Parts parts =
        new VarianceCovariance(
                form,
                f.number("invariance_weight"),
                f.number("variance_weight"),
                f.number("covariance_weight"))
            .loss(z1, z2);
    f.assertMatches(key + "/loss", parts.loss());
    f.assertMatches(key + "/grad_z1", Inputs.gradient(parts.loss(), z1));
    f.assertMatches(key + "/grad_z2", z2.grad());
    assertThat(parts.covariance().item_double())
        .isCloseTo(f.number("covariance_1") + f.number("covariance_2"), within(1e-5));
    if (form == Form.PAPER) {
      f.assertMatches("invariance", parts.invariance());
      assertThat(parts.variance().item_double())
          .isCloseTo(f.number("variance_1") + f.number("variance_2"), within(1e-6));
    }
  }

  @Test
  void valuesAreThoseOfPlainLoops() {
    int b = 6;
    int d = 4;
    Tensor z1 = Inputs.unitRows(1, b, d, ScalarType.Double);
    Tensor z2 = Inputs.unitRows(2, b, d, ScalarType.Double).mul(new Scalar(3));
    double[] x = Tensors.doubles(z1);
    double[] y = Tensors.doubles(z2);
    double squared = 0;
    for (int i = 0; i < x.length; i++) {
      squared += (x[i] - y[i]) * (x[i] - y[i]);
    }
    double expected = 2 * squared / b + 3 * (hinge(x, b, d) + hinge(y, b, d));
    expected += 5 * (covariance(x, b, d) + covariance(y, b, d));
    assertThat(new VarianceCovariance(Form.PAPER, 2, 3, 5).loss(z1, z2).loss().item_double())
        .isCloseTo(expected, within(1e-10));
    expected = 2 * squared / (b * d) + 1.5 * (hinge(x, b, d) + hinge(y, b, d));
    expected += 5 * (covariance(x, b, d) + covariance(y, b, d));
    assertThat(new VarianceCovariance(Form.RELEASED, 2, 3, 5).loss(z1, z2).loss().item_double())
        .isCloseTo(expected, within(1e-10));
  }

  private static double cov(double[] z, int b, int d, int i, int j) {
    double meanI = 0;
    double meanJ = 0;
    for (int row = 0; row < b; row++) {
      meanI += z[row * d + i] / b;
      meanJ += z[row * d + j] / b;
    }
    double sum = 0;
    for (int row = 0; row < b; row++) {
      sum += (z[row * d + i] - meanI) * (z[row * d + j] - meanJ) / (b - 1);
    }
    return sum;
  }

  private static double hinge(double[] z, int b, int d) {
    double sum = 0;
    for (int i = 0; i < d; i++) {
      sum += Math.max(0, 1 - Math.sqrt(cov(z, b, d, i, i) + 1e-4)) / d;
    }
    return sum;
  }

  private static double covariance(double[] z, int b, int d) {
    double sum = 0;
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        sum += i == j ? 0 : cov(z, b, d, i, j) * cov(z, b, d, i, j) / d;
      }
    }
    return sum;
  }

  @Test
  void equalRowsAndOneRowGiveTheCollapsedLoss() {
    for (Form form : Form.values()) {
      VarianceCovariance regularised = new VarianceCovariance(form, 25, 25, 1);
      assertThat(regularised.collapsed())
          .isCloseTo(form == Form.PAPER ? 49.5 : 24.75, within(1e-12));
      for (int b : new int[] {1, 4}) {
        Tensor z = Inputs.leaf(Inputs.unitRows(1, 1, 8, ScalarType.Float).repeat(b, 1));
        Tensor loss = regularised.loss(z, z).loss();
        assertThat(loss.item_double()).isCloseTo(regularised.collapsed(), within(1e-4));
        assertThat(Tensors.isFinite(Inputs.gradient(loss, z))).isTrue();
      }
    }
  }

  @Test
  void aDeviationAboveOneCostsNothing() {
    Tensor z = Inputs.unitRows(1, 40, 4, ScalarType.Double).mul(new Scalar(10));
    assertThat(new VarianceCovariance(Form.PAPER, 0, 25, 0).loss(z, z).loss().item_double())
        .isEqualTo(0);
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> new VarianceCovariance(Form.PAPER, 1, -1, 1))
        .hasMessage("a weight must not be negative but is -1.0");
    Tensor z = Inputs.unitRows(1, 3, 4, ScalarType.Float);
    assertThatThrownBy(() -> new VarianceCovariance(Form.PAPER, 1, 1, 1).loss(z, z.narrow(0, 0, 2)))
        .hasMessageContaining("must have as many rows");
  }
}
