package org.likeness.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

/** The heap of {@link Nearest} is the twin that its selection is compared with. */
final class NearestFloatsTest {
  /** Scores from few values, so that many are equal, also both zeros; sizes at and around 4 k. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 3",
    "1, 50, 7",
    "3, 11, 1000",
    "3, 12, 5",
    "3, 13, 5",
    "7, 500, 9",
    "200, 5000, 100000",
    "50, 50, 10"
  })
  void findsWhatTheHeapFinds(int k, int rows, int values) {
    RandomStream random = new RandomSource(k).stream(Purpose.EVALUATION, rows, values);
    NearestFloats fast = new NearestFloats(k);
    Nearest slow = new Nearest(k);
    for (int first = 0; first < rows; first += 97) {
      float[] scores = new float[Math.min(97, rows - first)];
      double[] doubles = new double[scores.length];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (random.nextInt(values) - values / 2) / (float) values;
        scores[i] = scores[i] == 0 && random.chance(0.5) ? -0f : scores[i];
        doubles[i] = scores[i] + 0.0; // no zero below zero
      }
      fast.offer(scores, first);
      slow.offer(doubles, first);
    }
    int[] indices = new int[k];
    double[] similarities = new double[k];
    int[] expected = new int[k];
    double[] expectedSimilarities = new double[k];
    fast.drain(indices, similarities);
    slow.drain(expected, expectedSimilarities);
    assertThat(indices).containsExactly(expected);
    assertThat(similarities).containsExactly(expectedSimilarities);
  }

  @Test
  void risingFallingAndEqualScoresAreNoTrouble() {
    float[] rising = new float[1000];
    float[] falling = new float[1000];
    for (int i = 0; i < 1000; i++) {
      rising[i] = i;
      falling[i] = -i;
    }
    assertThat(best(rising)).containsExactly(999, 998, 997);
    assertThat(best(falling)).containsExactly(0, 1, 2);
    float[] equal = new float[1000];
    Arrays.fill(equal, 0.25f);
    assertThat(best(equal)).containsExactly(0, 1, 2);
  }

  private static int[] best(float[] scores) {
    NearestFloats nearest = new NearestFloats(3);
    nearest.offer(scores, 0);
    int[] indices = new int[3];
    nearest.drain(indices, new double[3]);
    return indices;
  }
}
