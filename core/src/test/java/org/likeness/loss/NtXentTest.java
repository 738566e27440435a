package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.nn.Normalize;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class NtXentTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void theFixture(String type) {
    Fixture fixture = Fixture.read("simclr_ntxent");
    int b = fixture.integer("batch");
    Tensor x = Inputs.leaf(fixture.tensor("projections", ScalarType.valueOf(type)));
    Tensor z = Normalize.rows(x);
    Tensor loss = new NtXent(fixture.number("tau")).loss(z.narrow(0, 0, b), z.narrow(0, b, b));
    fixture.assertMatches("loss", loss);
    fixture.assertMatches("loss_authors", loss.mul(new Scalar(2)));
    fixture.assertMatches("grad_projections", Inputs.gradient(loss, x));
  }

  @Test
  void valuesAreThoseOfPlainLoops() {
    for (int b : new int[] {2, 3, 17}) {
      Tensor f = Inputs.unitRows(b, b, 8, ScalarType.Double);
      Tensor g = Inputs.unitRows(100 + b, b, 8, ScalarType.Double);
      for (double tau : new double[] {0.1, 1}) {
        assertThat(new NtXent(tau).loss(f, g).item_double())
            .isCloseTo(loops(f, g, tau), within(1e-10));
      }
    }
  }

  private static double loops(Tensor f, Tensor g, double tau) {
    double[] z = Tensors.doubles(torch.cat(new TensorVector(f, g), 0));
    int b = (int) f.size(0);
    int d = (int) f.size(1);
    double loss = 0;
    for (int a = 0; a < 2 * b; a++) {
      double sum = 0;
      for (int k = 0; k < 2 * b; k++) {
        sum += k == a ? 0 : Math.exp(dot(z, a, k, d) / tau);
      }
      loss -= Math.log(Math.exp(dot(z, a, (a + b) % (2 * b), d) / tau) / sum) / (2 * b);
    }
    return loss;
  }

  private static double dot(double[] z, int a, int b, int d) {
    double sum = 0;
    for (int i = 0; i < d; i++) {
      sum += z[a * d + i] * z[b * d + i];
    }
    return sum;
  }

  /** Orthogonal images, equal views: the partner at 1, 2B - 2 others at 0. */
  @Test
  void orthogonalImagesGiveTheClosedForm() {
    Tensor f = torch.eye(5).to(ScalarType.Double);
    assertThat(new NtXent(0.5).loss(f, f).item_double())
        .isCloseTo(Math.log(1 + 8 * Math.exp(-2)), within(1e-12));
  }

  @Test
  void theViewsMayBeSwappedAndTheImagesReordered() {
    Tensor f = Inputs.unitRows(1, 6, 8, ScalarType.Double);
    Tensor g = Inputs.unitRows(2, 6, 8, ScalarType.Double);
    double loss = new NtXent(0.2).loss(f, g).item_double();
    assertThat(new NtXent(0.2).loss(g, f).item_double()).isCloseTo(loss, within(1e-12));
    Tensor order = Tensors.of(new long[] {3, 0, 5, 1, 4, 2}, 6);
    assertThat(
            new NtXent(0.2).loss(f.index_select(0, order), g.index_select(0, order)).item_double())
        .isCloseTo(loss, within(1e-12));
  }

  @Test
  void oneImageAndEqualImagesAreFinite() {
    Tensor f = Inputs.leaf(Inputs.unitRows(1, 1, 8, ScalarType.Float));
    Tensor loss = new NtXent(0.1).loss(f, Inputs.unitRows(2, 1, 8, ScalarType.Float));
    assertThat(loss.item_double()).isEqualTo(0);
    assertThat(Tensors.floats(Inputs.gradient(loss, f))).containsOnly(0);
    Tensor equal = Inputs.leaf(Inputs.unitRows(1, 1, 8, ScalarType.Float).repeat(4, 1));
    Tensor same = new NtXent(0.01).loss(equal, equal);
    assertThat(same.item_double()).isCloseTo(Collapse.ntXent(4), within(1e-6));
    assertThat(Tensors.isFinite(Inputs.gradient(same, equal))).isTrue();
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> new NtXent(0)).hasMessage("tau must be positive but is 0.0");
    Tensor f = Inputs.unitRows(1, 3, 4, ScalarType.Float);
    assertThatThrownBy(() -> new NtXent(1).loss(f, f.narrow(0, 0, 2)))
        .hasMessageContaining("first views and second views must have as many rows");
  }
}
