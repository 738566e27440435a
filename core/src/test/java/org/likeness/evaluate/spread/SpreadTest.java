package org.likeness.evaluate.spread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.evaluate.knn.KnnTest;
import org.likeness.io.Json;
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
    assertThat(new Spread(0.98765, 12.34, -2.345, 128, List.of()).phrase())
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

  /** Deviations 4, 2, 2 and 1 along the axes: variances 16, 4, 4 and 1 of 25. */
  @Test
  void variancesAreSharesInDescendingOrder() {
    List<Double> shares = Spread.shares(new double[] {2, 4, 1, 2});
    assertThat(shares).hasSize(4);
    assertThat(shares.get(0)).isEqualTo(0.64, within(1e-12));
    assertThat(shares.get(2)).isEqualTo(0.16, within(1e-12));
    assertThat(shares.get(3)).isEqualTo(0.04, within(1e-12));
    assertThat(Spread.shares(new double[] {0, 0})).isEmpty();
    JsonNode parts = new Spread(1, 2, -3, 4, shares).json().path("variance_within");
    assertThat(parts.fieldNames()).toIterable().containsExactly("1", "2", "3", "4");
    assertThat(parts.path("2").asDouble()).isEqualTo(0.8, within(1e-12));
    assertThat(parts.path("4").asDouble()).isEqualTo(1, within(1e-12));
  }

  @Test
  void aReportHasRoundNumbersOfDirections() {
    List<Double> equal = Collections.nCopies(231, 1.0 / 231);
    assertThat(new Spread(1, 231, -4, 231, equal).json().path("variance_within").fieldNames())
        .toIterable()
        .containsExactly(
            "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "15", "20", "30", "40", "50", "60",
            "70", "80", "90", "100", "150", "200", "231");
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

  /**
   * Unit rows (1, 0), (-1, 0) and (0, 1): less their mean (0, 1/3) the columns are orthogonal, with
   * squares that add up to 2 and 2/3.
   */
  @Test
  void threeVectorsByHand() {
    Spread spread = Spread.of(KnnTest.tensor(new double[][] {{2, 0}, {-3, 0}, {0, 5}}));
    double root = Math.sqrt(3); // of the ratio of the squares
    double p = root / (1 + root);
    double entropy = -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    assertThat(spread.effectiveRank()).isEqualTo(Math.exp(entropy), within(1e-9));
    assertThat(spread.std())
        .isEqualTo((Math.sqrt(2 / 3.0) + Math.sqrt(2 / 9.0)) / 2 * Math.sqrt(2), within(1e-12));
    // Squared distances 4, 2 and 2.
    assertThat(spread.uniformity())
        .isEqualTo(Math.log((Math.exp(-8) + 2 * Math.exp(-4)) / 3), within(1e-9));
    assertThat(Json.line(new Spread(0.5, 2, -3, 4, List.of()).json()))
        .isEqualTo(
            "{\"std\":0.5,\"effective_rank\":2.0,\"uniformity\":-3.0,\"dimension\":4,\"variance_within\":{}}");
  }
}
