package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class InstanceSpreadingTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** Loops over the formula of the class comment, in plain doubles. */
  private static double twin(double[][] f, double[][] g, double tau, double negM) {
    int b = f.length;
    double[][] x = new double[2 * b][];
    System.arraycopy(f, 0, x, 0, b);
    System.arraycopy(g, 0, x, b, b);
    double loss = 0;
    for (int a = 0; a < 2 * b; a++) {
      int partner = (a + b) % (2 * b);
      double negatives = 0;
      for (int k = 0; k < 2 * b; k++) {
        negatives += k == a || k == partner ? 0 : similarity(x[a], x[k], tau);
      }
      double positive = similarity(x[a], x[partner], tau);
      double d = negM * negatives + positive;
      loss -= Math.log(positive / d);
      for (int k = 0; k < 2 * b; k++) {
        loss -= k == a || k == partner ? 0 : negM * Math.log(1 - similarity(x[a], x[k], tau) / d);
      }
    }
    return loss / (2 * b);
  }

  private static double paperTwin(double[][] f, double[][] g, double tau) {
    double loss = 0;
    for (int i = 0; i < f.length; i++) {
      double all = 0;
      for (double[] fk : f) {
        all += similarity(fk, g[i], tau);
      }
      loss -= Math.log(similarity(f[i], g[i], tau) / all);
      for (int j = 0; j < f.length; j++) {
        double row = 0;
        for (double[] fk : f) {
          row += similarity(fk, f[j], tau);
        }
        loss -= j == i ? 0 : Math.log(1 - similarity(f[i], f[j], tau) / row);
      }
    }
    return loss;
  }

  private static double similarity(double[] a, double[] b, double tau) {
    double dot = 0;
    for (int k = 0; k < a.length; k++) {
      dot += a[k] * b[k];
    }
    return Math.exp(dot / tau);
  }

  private static double[][] rows(Tensor matrix) {
    double[] flat = Tensors.doubles(matrix);
    int d = Math.toIntExact(matrix.size(1));
    double[][] rows = new double[flat.length / d][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = java.util.Arrays.copyOfRange(flat, i * d, (i + 1) * d);
    }
    return rows;
  }

  @Test
  void valuesAreThoseOfPlainLoops() {
    for (int b : new int[] {2, 3, 17}) {
      Tensor f = Inputs.unitRows(b, b, 8, ScalarType.Double);
      Tensor g = Inputs.unitRows(100 + b, b, 8, ScalarType.Double);
      for (double negM : new double[] {1, 1.5, 4}) {
        for (Spreading form : new Spreading[] {Spreading.RELEASED, Spreading.FULL}) {
          assertThat(new InstanceSpreading(form, 0.3, negM).loss(f, g).item_double())
              .isCloseTo(twin(rows(f), rows(g), 0.3, negM), within(1e-10));
        }
      }
      assertThat(new InstanceSpreading(Spreading.PAPER, 0.3, 1).loss(f, g).item_double())
          .isCloseTo(paperTwin(rows(f), rows(g), 0.3), within(1e-10));
    }
  }

  /**
   * The two views of an image far apart, and equal images elsewhere in the batch: probabilities
   * round to 1 in float.
   */
  @Test
  void equalImagesAndCertaintyStayFinite() {
    Tensor one = Inputs.unitRows(1, 1, 8, ScalarType.Float);
    Tensor f = torch.cat(new org.bytedeco.pytorch.TensorVector(one, one), 0);
    Tensor g = f.neg();
    for (Spreading form : Spreading.values()) {
      Tensor x = Inputs.leaf(f);
      Tensor loss = new InstanceSpreading(form, 0.02, 1).loss(x, g);
      assertThat(torch.isfinite(loss).item_bool()).as("loss, %s", form).isTrue();
      assertThat(torch.isfinite(Inputs.gradient(loss, x)).all().item_bool())
          .as("gradient, %s", form)
          .isTrue();
    }
  }

  @Test
  void releasedGradientIsNotThatOfTheValue() {
    Tensor f = Inputs.unitRows(1, 5, 8, ScalarType.Double);
    Tensor g = Inputs.unitRows(2, 5, 8, ScalarType.Double);
    Tensor a = Inputs.leaf(f);
    Tensor b = Inputs.leaf(f);
    Tensor released =
        Inputs.gradient(new InstanceSpreading(Spreading.RELEASED, 0.1, 1).loss(a, g), a);
    Tensor full = Inputs.gradient(new InstanceSpreading(Spreading.FULL, 0.1, 1).loss(b, g), b);
    assertThat(Inputs.relativeError(released, full)).isGreaterThan(0.01);
  }

  /** Loops that keep half of each anchor's negatives, by their similarity. */
  private static double halfTwin(double[][] x, double tau, boolean hardest) {
    int n = x.length;
    int b = n / 2;
    double loss = 0;
    for (int a = 0; a < n; a++) {
      int partner = (a + b) % n;
      List<Double> negatives = new ArrayList<>();
      for (int k = 0; k < n; k++) {
        if (k != a && k != partner) {
          negatives.add(similarity(x[a], x[k], tau));
        }
      }
      negatives.sort(hardest ? Comparator.reverseOrder() : Comparator.naturalOrder());
      List<Double> kept = negatives.subList(0, b - 1);
      double positive = similarity(x[a], x[partner], tau);
      double d = positive + kept.stream().mapToDouble(Double::doubleValue).sum();
      loss -= Math.log(positive / d);
      for (double negative : kept) {
        loss -= Math.log(1 - negative / d);
      }
    }
    return loss / n;
  }

  @Test
  void halfOfTheNegativesAreThoseOfPlainLoops() {
    for (int b : new int[] {2, 3, 9}) {
      Tensor f = Inputs.unitRows(b, b, 8, ScalarType.Double);
      Tensor g = Inputs.unitRows(100 + b, b, 8, ScalarType.Double);
      double[][] x = rows(torch.cat(new org.bytedeco.pytorch.TensorVector(f, g), 0));
      for (Hardness half : new Hardness[] {Hardness.HARDEST, Hardness.EASIEST}) {
        assertThat(new InstanceSpreading(Spreading.FULL, 0.3, 1, half).loss(f, g).item_double())
            .as("%s of %s", half, b)
            .isCloseTo(halfTwin(x, 0.3, half == Hardness.HARDEST), within(1e-10));
      }
    }
  }

  /** One image has no negatives: any half of none. */
  @Test
  void oneImageHasNoNegatives() {
    Tensor f = Inputs.unitRows(1, 1, 8, ScalarType.Double);
    for (Hardness which : Hardness.values()) {
      assertThat(new InstanceSpreading(Spreading.RELEASED, 0.1, 1, which).loss(f, f).item_double())
          .isEqualTo(0);
    }
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> new InstanceSpreading(Spreading.RELEASED, 0.1, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "neg-m must be at least 1 but is 0.5: below 1 a probability can exceed 1, and the loss becomes NaN");
    assertThatThrownBy(() -> new InstanceSpreading(Spreading.PAPER, 0.1, 2))
        .hasMessage("neg-m must be 1 with the paper's form but is 2.0");
    assertThatThrownBy(() -> new InstanceSpreading(Spreading.FULL, 0, 1))
        .hasMessage("tau must be positive but is 0.0");
    Tensor f = Inputs.unitRows(1, 5, 8, ScalarType.Double);
    assertThatThrownBy(() -> new InstanceSpreading(Spreading.FULL, 1, 1).loss(f, f.narrow(0, 0, 4)))
        .hasMessage(
            "first views and second views must have as many rows but are [5, 8] and [4, 8]");
  }
}
