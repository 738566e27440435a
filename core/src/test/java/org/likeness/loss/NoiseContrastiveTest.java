package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.torch.Torch;

final class NoiseContrastiveTest {
  private static final double TAU = 0.2;
  private static final int N = 400;
  private static final int D = 16;
  private static final int B = 4;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Tensor candidates(long seed, Tensor indices, int m) {
    return torch.cat(
        new TensorVector(indices.unsqueeze(1), Inputs.indices(seed, N, indices.size(0), m)), 1);
  }

  /** The plain twin: all rows gathered, the formula as written, gradient by autograd. */
  private static Tensor plain(Tensor v, Tensor candidates, Tensor bank, double z, double eps) {
    long m = candidates.size(1) - 1;
    Tensor rows = bank.index_select(0, candidates.flatten()).view(v.size(0), m + 1, v.size(1));
    Tensor p = rows.mul(v.unsqueeze(1)).sum(2).div(new Scalar(TAU)).exp().div(new Scalar(z));
    double c = (double) m / bank.size(0);
    Tensor denominator = p.add(new Scalar(c + eps));
    Tensor own = p.select(1, 0).div(denominator.select(1, 0)).log();
    Tensor noise = denominator.narrow(1, 1, m).reciprocal().mul(new Scalar(c)).log().sum(1);
    return own.add(noise).mean().neg();
  }

  @Test
  void aBankInBfloat16GivesTheLossOfItsRoundedRows() {
    Tensor narrow = Inputs.unitRows(1, N, D, ScalarType.Float).to(ScalarType.BFloat16);
    Tensor candidates = candidates(3, Inputs.indices(2, N, B), 50);
    Tensor v = Inputs.leaf(Inputs.unitRows(4, B, D, ScalarType.Float));
    Tensor w = Inputs.leaf(v);
    NoiseContrastive nce = new NoiseContrastive(TAU, 1e-3);
    Tensor expected = nce.loss(v, candidates, narrow.to(ScalarType.Float), 900);
    Tensor loss = nce.loss(w, candidates, narrow, 900);
    assertThat(Inputs.relativeError(loss, expected)).isZero();
    assertThat(Inputs.relativeError(Inputs.gradient(loss, w), Inputs.gradient(expected, v)))
        .isZero();
    assertThat(
            Inputs.relativeError(
                nce.scores(v, candidates, narrow),
                nce.scores(v, candidates, narrow.to(ScalarType.Float))))
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({"Float, 2e-5, 1", "Float, 2e-5, 700", "Double, 1e-12, 1", "Double, 1e-12, 30000"})
  void valueAndGradientAreThoseOfThePlainTwin(String type, double limit, int m) {
    ScalarType precision = ScalarType.valueOf(type);
    Tensor bank = Inputs.unitRows(1, N, D, precision);
    Tensor candidates = candidates(3, Inputs.indices(2, N, B), m);
    Tensor v = Inputs.leaf(Inputs.unitRows(4, B, D, precision));
    Tensor expected = plain(v, candidates, bank, 900, 1e-3);
    Tensor w = Inputs.leaf(v);
    Tensor loss = new NoiseContrastive(TAU, 1e-3).loss(w, candidates, bank, 900);
    assertThat(Inputs.relativeError(loss, expected)).isLessThan(limit);
    assertThat(Inputs.relativeError(Inputs.gradient(loss, w), Inputs.gradient(expected, v)))
        .isLessThan(limit);
  }

  @ParameterizedTest
  @CsvSource({"Float, Float, 2e-6", "Float, BFloat16, 2e-6", "Double, Double, 1e-13"})
  void allImagesTogetherGiveWhatOneByOneGives(String type, String kept, double limit) {
    ScalarType precision = ScalarType.valueOf(type);
    Tensor bank = Inputs.unitRows(1, N, D, precision).to(ScalarType.valueOf(kept));
    Tensor candidates = candidates(3, Inputs.indices(2, N, B), 300);
    Tensor v = Inputs.unitRows(4, B, D, precision);
    NoiseContrastive nce = new NoiseContrastive(TAU, 1e-3);
    NoiseContrastive.Estimate one = nce.oneByOne(v, candidates, bank, 900);
    List<Tensor> seen = new ArrayList<>();
    ToDoubleFunction<Tensor> z =
        scores -> {
          seen.add(scores.clone());
          return 900;
        };
    for (NoiseContrastive.Estimate other :
        List.of(nce.together(v, candidates, bank, z), nce.scoredFirst(v, candidates, bank, z))) {
      assertThat(Inputs.relativeError(other.value(), one.value())).isLessThan(limit);
      assertThat(Inputs.relativeError(other.gradient(), one.gradient())).isLessThan(limit);
    }
    assertThat(seen).hasSize(2);
    for (Tensor scores : seen) {
      assertThat(Inputs.relativeError(scores, nce.scores(v, candidates, bank))).isLessThan(limit);
    }
  }

  @Test
  void zMayFollowFromTheScoresOfTheSameBatch() {
    Tensor bank = Inputs.unitRows(1, N, D, ScalarType.Double);
    Tensor candidates = candidates(3, Inputs.indices(2, N, B), 300);
    NoiseContrastive nce = new NoiseContrastive(TAU, 1e-3);
    Tensor v = Inputs.leaf(Inputs.unitRows(4, B, D, ScalarType.Double));
    Tensor w = Inputs.leaf(v);
    double z = NoiseContrastive.estimateZ(nce.scores(v, candidates, bank), N);
    Tensor expected = nce.loss(v, candidates, bank, z);
    Tensor loss = nce.loss(w, candidates, bank, scores -> NoiseContrastive.estimateZ(scores, N));
    assertThat(Inputs.relativeError(loss, expected)).isLessThan(1e-13);
    assertThat(Inputs.relativeError(Inputs.gradient(loss, w), Inputs.gradient(expected, v)))
        .isLessThan(1e-13);
    assertThatThrownBy(() -> nce.loss(v, candidates, bank, scores -> Double.NaN))
        .hasMessage("z must be positive but is NaN");
  }

  /** Thousands of negatives that add almost nothing each: the float value keeps its digits. */
  @Test
  void manyNegativesLoseNoDigitsInFloat() {
    Tensor bank = Inputs.unitRows(1, N, D, ScalarType.Double);
    Tensor v = Inputs.unitRows(4, B, D, ScalarType.Double);
    Tensor candidates = candidates(3, Inputs.indices(2, N, B), 30000);
    NoiseContrastive nce = new NoiseContrastive(TAU, 1e-7);
    Tensor exact = nce.loss(v, candidates, bank, 900);
    Tensor single = nce.loss(v.to(ScalarType.Float), candidates, bank.to(ScalarType.Float), 900);
    assertThat(Inputs.relativeError(single, exact)).isLessThan(2e-6);
  }

  /**
   * With the true Z, the expected NCE gradient is the softmax's with each P_j replaced by P_j / (1
   * + P_j n / m), and the draws scatter about it by 1 / sqrt(m): both distances shrink as m grows.
   * Forty draws a size; each size is 16 times the one before.
   */
  @Test
  void theGradientApproachesTheExactSoftmaxAsNegativesGrow() {
    Tensor bank = Inputs.unitRows(1, N, D, ScalarType.Double);
    Tensor indices = Inputs.indices(2, N, B);
    Tensor query =
        bank.index_select(0, Inputs.indices(5, N, 1)); // one query for all, so that one Z is exact
    Tensor exactLeaf = Inputs.leaf(query.repeat(B, 1));
    NonParametricSoftmax softmax = new NonParametricSoftmax(TAU, 128);
    double z = softmax.partial(query, bank).logSumExp().exp().item_double();
    Tensor exact = Inputs.gradient(softmax.loss(exactLeaf, indices, bank), exactLeaf);
    double before = Double.POSITIVE_INFINITY;
    for (int m : new int[] {1, 16, 256, 4096}) {
      double distance = 0;
      for (int seed = 0; seed < 40; seed++) {
        Tensor v = Inputs.leaf(query.repeat(B, 1));
        Tensor loss =
            new NoiseContrastive(TAU, 0).loss(v, candidates(100 + seed, indices, m), bank, z);
        distance += Inputs.gradient(loss, v).sub(exact).norm().div(exact.norm()).item_double() / 40;
      }
      assertThat(distance)
          .as("mean relative distance to the exact gradient with m = %s", m)
          .isLessThan(0.75 * before);
      before = distance;
    }
    assertThat(before).as("with m = 4096").isLessThan(0.1);
  }

  /**
   * The estimate of Z counts the positive as a draw, which weighs less the more negatives there
   * are.
   */
  @Test
  void theEstimateOfZApproachesTheTrueOneAsNegativesGrow() {
    Tensor bank = Inputs.unitRows(1, N, D, ScalarType.Double);
    Tensor indices = Inputs.indices(2, N, B);
    Tensor v =
        bank.index_select(
            0, indices); // at its own rows: the positive's score is the largest there is
    NonParametricSoftmax softmax = new NonParametricSoftmax(TAU, 128);
    double exact = softmax.partial(v, bank).logSumExp().exp().mean().item_double();
    NoiseContrastive nce = new NoiseContrastive(TAU, 0);
    double before = Double.POSITIVE_INFINITY;
    for (int m : new int[] {1, 16, 256, 4096}) {
      double error = 0;
      for (int seed = 0; seed < 40; seed++) {
        double z =
            NoiseContrastive.estimateZ(nce.scores(v, candidates(100 + seed, indices, m), bank), N);
        error += Math.abs(z / exact - 1) / 40;
      }
      assertThat(error).as("mean relative error of Z with m = %s", m).isLessThan(0.6 * before);
      before = error;
    }
    assertThat(before).as("with m = 4096").isLessThan(0.05);
  }

  /**
   * E exp(s / tau) of random unit rows is exp(1 / (2 d tau^2)) up to the next order in 1/d: 2.22 at
   * d = 128, tau = 0.07.
   */
  @Test
  void zOfRandomUnitRowsIsTheKnownOne() {
    Tensor bank = Inputs.unitRows(1, N, 128, ScalarType.Double);
    Tensor v = Inputs.unitRows(2, 64, 128, ScalarType.Double);
    Tensor candidates = Inputs.indices(3, N, 64, 400);
    double z =
        NoiseContrastive.estimateZ(new NoiseContrastive(0.07, 1e-7).scores(v, candidates, bank), N);
    assertThat(z / N).isCloseTo(2.22, within(0.1));
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> new NoiseContrastive(-1, 0))
        .hasMessage("tau must be positive but is -1.0");
    assertThatThrownBy(() -> new NoiseContrastive(1, -1e-9))
        .hasMessage("eps must be in [0, 1) but is -1.0E-9");
    Tensor bank = Inputs.unitRows(1, N, D, ScalarType.Float);
    Tensor v = bank.narrow(0, 0, B);
    NoiseContrastive nce = new NoiseContrastive(TAU, 0);
    assertThatThrownBy(() -> nce.loss(v, Inputs.indices(1, N, B, 1), bank, 900))
        .hasMessageContaining("at least one negative");
    assertThatThrownBy(() -> nce.loss(v, Inputs.indices(1, N, B, 3), bank, 0))
        .hasMessage("z must be positive but is 0.0");
    Tensor fewer = Inputs.indices(1, N, B - 1, 3);
    String each =
        "candidates must hold, for each of 4 rows, its own bank row and at least one negative";
    assertThatThrownBy(() -> nce.loss(v, fewer, bank, 900)).hasMessage(each);
    assertThatThrownBy(() -> nce.loss(v, fewer, bank, scores -> 900)).hasMessage(each);
    assertThatThrownBy(() -> nce.scores(v, fewer, bank)).hasMessage(each);
    assertThatThrownBy(() -> nce.scores(v, Inputs.indices(1, N, B, 3), bank.narrow(1, 0, 3)))
        .hasMessage(
            "features and the bank must be matrices with rows of one size but are [4, 16] and [400, 3]");
  }
}
