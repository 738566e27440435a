package org.likeness.evaluate.svm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

final class BalancedRowsTest {
  private static final int[] LABELS = {0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 5};

  private static int[] drawn(long seed) {
    return BalancedRows.inTurns(LABELS, new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0));
  }

  @Test
  void hasEveryRowOnceAndEqualBeginnings() {
    int[] order = drawn(0);
    assertThat(Arrays.stream(order).sorted().toArray())
        .isEqualTo(IntStream.range(0, LABELS.length).toArray());
    assertThat(Arrays.stream(order).limit(7).map(row -> LABELS[row]).toArray())
        .containsExactly(0, 2, 5, 0, 2, 0, 2);
  }

  @Test
  void dependsOnTheSeedAlone() {
    assertThat(drawn(1)).isEqualTo(drawn(1)).isNotEqualTo(drawn(2));
  }
}
