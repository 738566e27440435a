package org.likeness.evaluate.spread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.evaluate.knn.KnnTest;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Torch;

final class SpreadTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void oneVectorForAllIsCollapsed() {
    Spread spread = Spread.of(torch.ones(50, 8));
    assertThat(spread.std()).isEqualTo(0, within(1e-12));
    assertThat(spread.effectiveRank()).isEqualTo(0);
    assertThat(spread.uniformity()).isEqualTo(0, within(1e-9));
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    assertThatThrownBy(() -> Spread.of(KnnTest.tensor(new double[][] {{1, Double.NaN}, {0, 1}})))
        .hasMessageStartingWith("the vectors of the spread are not all finite");
  }

  @Test
  void itIsSaidInOneLine() {
    assertThat(new Spread(0.98765, 12.34, -2.345, 128).phrase())
        .isEqualTo(
            "spread 0.988 (1 uniform, 0 collapsed), effective rank 12.3 of 128, uniformity -2.35");
  }

  @Test
  void isotropicVectorsUseEveryDirection() {
    RandomStream random = new RandomSource(1).stream(Purpose.EVALUATION, 0, 0);
    double[][] rows = new double[4000][16];
    for (double[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextGaussian();
      }
    }
    Spread spread = Spread.of(KnnTest.tensor(rows));
    assertThat(spread.std()).isEqualTo(1, within(0.01));
    assertThat(spread.effectiveRank()).isEqualTo(16, within(0.05));
    assertThat(spread.dimension()).isEqualTo(16);
    assertThat(spread.uniformity()).isBetween(-4.0, -3.0);
  }

  @Test
  void twoOppositeVectorsUseOneDirection() {
    Tensor rows = KnnTest.tensor(new double[][] {{3, 0, 0, 0}, {-1, 0, 0, 0}});
    Spread spread = Spread.of(rows);
    assertThat(spread.effectiveRank()).isEqualTo(1, within(1e-6));
    assertThat(spread.std())
        .isEqualTo(
            0.25 * 2, within(1e-12)); // deviations 1, 0, 0, 0; their mean times the root of 4
    assertThat(spread.uniformity()).isEqualTo(-8, within(1e-9)); // |x - y|^2 = 4
  }

  @Test
  void rankIsTheExponentOfTheEntropy() {
    assertThat(Spread.effectiveRank(new double[] {1, 1, 1, 0})).isEqualTo(3, within(1e-12));
    double entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
    assertThat(Spread.effectiveRank(new double[] {3, 1}))
        .isEqualTo(Math.exp(entropy), within(1e-12));
  }

  @Test
  void fewerVectorsThanDimensionsAreMeasuredToo() {
    assertThat(Spread.of(KnnTest.tensor(KnnTest.random(5, 300, 9))).effectiveRank())
        .isBetween(3.5, 4.0 + 1e-9);
  }

  @Test
  void oneVectorHasNoSpread() {
    assertThatThrownBy(() -> Spread.of(torch.ones(1, 3)))
        .hasMessage("vectors must be at least 2 but are 1");
  }
}
