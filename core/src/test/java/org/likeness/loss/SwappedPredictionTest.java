package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class SwappedPredictionTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Tensor scores(long seed, int rows, int prototypes) {
    return Inputs.unitRows(seed, rows, 8, ScalarType.Double)
        .mm(Inputs.unitRows(seed + 1, prototypes, 8, ScalarType.Double).t());
  }

  private static Tensor distributions(long seed, long... shape) {
    return Inputs.unitRows(seed, (int) (shape[0] * shape[1]), (int) shape[2], ScalarType.Double)
        .view(shape)
        .mul(new Scalar(4))
        .softmax(2, new ScalarTypeOptional());
  }

  /** The formulas with loops. */
  @ParameterizedTest
  @CsvSource({"1, 2, 1, 3", "2, 2, 4, 5", "2, 6, 3, 7", "1, 3, 5, 2"})
  void equalsTheFormula(int g, int v, int b, int k) {
    Tensor q = distributions(1, g, b, k);
    Tensor s = scores(2, v * b, k).view(v, b, k);
    double[] targets = Tensors.doubles(q);
    double[] logits = Tensors.doubles(s);
    double tau = 0.3;
    double sum = 0;
    for (int i = 0; i < g; i++) {
      for (int other = 0; other < v; other++) {
        for (int image = 0; i != other && image < b; image++) {
          double all = 0;
          for (int c = 0; c < k; c++) {
            all += Math.exp(logits[(other * b + image) * k + c] / tau);
          }
          for (int c = 0; c < k; c++) {
            double p = Math.exp(logits[(other * b + image) * k + c] / tau) / all;
            sum -= targets[(i * b + image) * k + c] * Math.log(p) / b;
          }
        }
      }
    }
    double expected = sum / (g * (v - 1));
    assertThat(new SwappedPrediction(tau).loss(q, s).item_double())
        .isCloseTo(expected, within(1e-12));
  }

  /** A crop does not predict itself: a target and the other crops have nothing to do with it. */
  @Test
  void aCropIsNotItsOwnTarget() {
    Tensor q = distributions(1, 1, 3, 4);
    Tensor s = Inputs.leaf(scores(2, 9, 4).view(3, 3, 4));
    Tensor gradient = Inputs.gradient(new SwappedPrediction(0.1).loss(q, s), s);
    assertThat(gradient.select(0, 0).abs().max().item_double()).isLessThan(1e-15);
    assertThat(gradient.select(0, 1).abs().max().item_double()).isGreaterThan(1e-3);
    assertThat(gradient.select(0, 2).abs().max().item_double()).isGreaterThan(1e-3);
  }

  @Test
  void noGradientReachesTheTargets() {
    Tensor q = Inputs.leaf(distributions(1, 2, 3, 4));
    Tensor s = Inputs.leaf(scores(2, 6, 4).view(2, 3, 4));
    new SwappedPrediction(0.1).loss(q, s).backward();
    assertThat(q.grad().defined()).isFalse();
  }

  @Test
  void equalLogitsGiveTheLogarithmOfTheirNumber() {
    for (int k : new int[] {2, 10, 3000}) {
      Tensor s = torch.zeros(4L, 2L, k).to(ScalarType.Double);
      assertThat(new SwappedPrediction(0.1).loss(distributions(1, 2, 2, k), s).item_double())
          .isCloseTo(Collapse.softmax(k), within(1e-9));
    }
  }

  @Test
  void codesFollowTheScoresAndUseAllPrototypes() {
    Tensor s = torch.eye(6).to(ScalarType.Double);
    Tensor codes = new Sinkhorn(0.05, 3).codes(s);
    assertThat(codes.sub(s).abs().max().item_double()).isLessThan(1e-7);
    // All images prefer prototype 0; it still gets as much as the other, as nearly as 100 rounds
    // say.
    Tensor skewed = scores(3, 6, 2);
    skewed.select(1, 0).add_(new Scalar(3));
    double[] columns = Tensors.doubles(new Sinkhorn(0.5, 100).codes(skewed).sum(0));
    assertThat(columns[0]).isCloseTo(3, within(1e-6));
    assertThat(columns[1]).isCloseTo(3, within(1e-6));
  }

  /** Rows and columns are divided in turn, prototypes first, without logarithms. */
  @ParameterizedTest
  @CsvSource({"1, 1, 4", "1, 5, 3", "3, 5, 3", "3, 2, 9"})
  void codesEqualTheFormula(int iterations, int b, int k) {
    double epsilon = 0.2;
    double[] q = Tensors.doubles(scores(4, b, k).div(new Scalar(epsilon)).exp());
    for (int t = 0; t < iterations; t++) {
      for (int c = 0; c < k; c++) {
        double sum = 0;
        for (int i = 0; i < b; i++) {
          sum += q[i * k + c];
        }
        for (int i = 0; i < b; i++) {
          q[i * k + c] /= sum * k;
        }
      }
      for (int i = 0; i < b; i++) {
        double sum = 0;
        for (int c = 0; c < k; c++) {
          sum += q[i * k + c];
        }
        for (int c = 0; c < k; c++) {
          q[i * k + c] /= sum;
        }
      }
    }
    assertThat(Tensors.doubles(new Sinkhorn(epsilon, iterations).codes(scores(4, b, k))))
        .containsExactly(q, within(1e-12));
  }

  @Test
  void oneImageAndEqualScoresAreAssignedToAllPrototypesAlike() {
    for (Tensor s : new Tensor[] {scores(1, 1, 5), scores(1, 1, 5).repeat(4, 1)}) {
      for (double code : Tensors.doubles(new Sinkhorn(0.05, 3).codes(s))) {
        assertThat(code).isCloseTo(0.2, within(1e-12));
      }
    }
  }

  /** The exponential of 1 / 0.005 is beyond the floats. */
  @Test
  void aSmallEpsilonDoesNotOverflow() {
    Tensor codes = new Sinkhorn(0.005, 3).codes(scores(5, 6, 4).to(ScalarType.Float));
    assertThat(Tensors.isFinite(codes)).isTrue();
    for (double sum : Tensors.doubles(codes.sum(1))) {
      assertThat(sum).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void scoresInBfloat16AreWidened() {
    Tensor codes = new Sinkhorn(0.05, 3).codes(scores(5, 6, 4).to(ScalarType.BFloat16));
    assertThat(Tensors.type(codes)).isEqualTo(ScalarType.Float);
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> new SwappedPrediction(0))
        .hasMessage("tau must be positive but is 0.0");
    assertThatThrownBy(() -> new Sinkhorn(0, 3)).hasMessage("epsilon must be positive but is 0.0");
    assertThatThrownBy(() -> new Sinkhorn(0.05, 0))
        .hasMessage("iterations must be at least 1 but is 0");
    assertThatThrownBy(() -> new Sinkhorn(0.05, 3).codes(torch.zeros(4L)))
        .hasMessage("scores must be a matrix but is [4]");
    Tensor one = torch.zeros(1L, 3L, 4L);
    assertThatThrownBy(() -> new SwappedPrediction(1).loss(one, one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two crops or more")
        .hasMessageEndingWith("but are [1, 3, 4] and [1, 3, 4]");
  }
}
