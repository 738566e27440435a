package org.likeness.evaluate.spread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.evaluate.Interval;
import org.likeness.evaluate.knn.KnnTest;
import org.likeness.io.Json;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Torch;

final class SpreadIntervalsTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** Directions of unequal length about a mean. */
  private static Tensor sample(int seed, int rows) {
    RandomStream random = new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0);
    double[][] values = new double[rows][8];
    for (double[] row : values) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextGaussian() / (i + 1) + (i == 0 ? 0.5 : 0);
      }
    }
    return KnnTest.tensor(values);
  }

  private static double width(Interval interval) {
    return interval.high() - interval.low();
  }

  /** What 40 samples scatter is what the interval of one says, to within its own scatter. */
  @Test
  void theWidthIsThatOfTheScatterOfSamples() {
    int samples = 40;
    double[] ranks = new double[samples];
    double[] deviations = new double[samples];
    double rankWidth = 0;
    double deviationWidth = 0;
    for (int seed = 0; seed < samples; seed++) {
      Tensor vectors = sample(seed, 200);
      Spread spread = Spread.of(vectors);
      SpreadIntervals intervals = SpreadIntervals.of(vectors, spread).orElseThrow();
      assertThat(intervals.effectiveRank().low()).isLessThan(spread.effectiveRank());
      assertThat(intervals.std().high()).isGreaterThan(spread.std());
      ranks[seed] = spread.effectiveRank();
      deviations[seed] = spread.std();
      rankWidth += width(intervals.effectiveRank()) / samples;
      deviationWidth += width(intervals.std()) / samples;
    }
    assertThat(rankWidth / (2 * 1.96 * deviation(ranks))).isBetween(0.7, 1.5);
    assertThat(deviationWidth / (2 * 1.96 * deviation(deviations))).isBetween(0.7, 1.5);
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double sum = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(sum / (values.length - 1));
  }

  @Test
  void equalVectorsHaveNoWidth() {
    Tensor ones = torch.ones(40, 8);
    SpreadIntervals intervals = SpreadIntervals.of(ones, Spread.of(ones)).orElseThrow();
    assertThat(intervals.effectiveRank()).isEqualTo(new Interval(0, 0));
    assertThat(intervals.std().high()).isCloseTo(0, within(1e-6));
  }

  @Test
  void fewVectorsAndWideOnesHaveNone() {
    Tensor few = sample(1, 19);
    assertThat(SpreadIntervals.of(few, Spread.of(few))).isEmpty();
    Tensor enough = sample(1, 20);
    assertThat(SpreadIntervals.of(enough, Spread.of(enough))).isPresent();
    Spread any = Spread.of(enough);
    assertThat(SpreadIntervals.of(torch.ones(20, 512), any)).isPresent();
    assertThat(SpreadIntervals.of(torch.ones(20, 513), any)).isEmpty();
  }

  @Test
  void bothAreInTheReport() {
    ObjectNode body = Json.object();
    new SpreadIntervals(new Interval(0.5, 0.75), new Interval(3, 4)).addTo(body);
    assertThat(body.toString())
        .isEqualTo(
            "{\"std_low\":0.5,\"std_high\":0.75,\"effective_rank_low\":3.0,\"effective_rank_high\":4.0}");
  }
}
