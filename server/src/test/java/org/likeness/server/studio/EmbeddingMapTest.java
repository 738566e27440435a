package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.features.FeatureProgress;
import org.likeness.search.IndexRow;
import org.likeness.search.IndexView;
import org.likeness.search.SearchIndex;

/** The map of 36 rows: all laid out, and with a limit of 20. */
final class EmbeddingMapTest {
  private static final int ROWS = 3 * StudioFixture.EACH;
  private static final int FEW = 20;

  @TempDir static Path folder;
  private static SearchIndex opened;
  private static IndexView index;

  @BeforeAll
  static void open() throws IOException {
    try (StudioFixture fixture = new StudioFixture(folder)) {
      opened = SearchIndex.open(fixture.indexFolder());
      index = opened.view();
    }
  }

  @AfterAll
  static void close() {
    index.close();
    opened.close();
  }

  private static double cosine(IndexRow a, IndexRow b) {
    float[] x = index.vector(a);
    float[] y = index.vector(b);
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).sum();
  }

  private static ByteBuffer neighbours(EmbeddingMap map) {
    return ByteBuffer.wrap(map.neighbours()).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void neighboursAreTheExactOnes() {
    EmbeddingMap map = EmbeddingMap.of(index, FeatureProgress.NONE);
    assertThat(map.size()).isEqualTo(ROWS).isEqualTo(map.sampled());
    ByteBuffer bytes = neighbours(map);
    assertThat(bytes.getInt()).isEqualTo(ROWS);
    int k = bytes.getInt();
    assertThat(k).isEqualTo(15);
    int[] found = new int[ROWS * k];
    bytes.slice(8, 4 * found.length).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(found);
    List<IndexRow> rows = map.rows();
    for (int row = 0; row < ROWS; row++) {
      int self = row;
      double[] all =
          IntStream.range(0, ROWS)
              .filter(other -> other != self)
              .mapToDouble(other -> 1 - cosine(rows.get(self), rows.get(other)))
              .sorted()
              .toArray();
      Set<Integer> different = new HashSet<>();
      for (int i = 0; i < k; i++) {
        float distance = bytes.getFloat(8 + 4 * (found.length + row * k + i));
        assertThat((double) distance).isCloseTo(Math.max(0, all[i]), Offset.offset(1e-5));
        int other = found[row * k + i];
        assertThat(different.add(other)).isTrue();
        assertThat(other).isNotEqualTo(row);
        assertThat((double) distance)
            .isCloseTo(1 - cosine(rows.get(row), rows.get(other)), Offset.offset(1e-5));
      }
    }
  }

  @Test
  void rowsBeyondTheLimitArePlacedByTheirNearest() {
    EmbeddingMap map = EmbeddingMap.of(index, FEW, FeatureProgress.NONE);
    assertThat(map.size()).isEqualTo(ROWS);
    assertThat(map.sampled()).isEqualTo(FEW);
    assertThat(map.rows().stream().map(IndexRow::number).distinct()).hasSize(ROWS);
    ByteBuffer bytes = neighbours(map);
    int k = bytes.getInt(4);
    int at = 8 + 8 * FEW * k;
    int by = bytes.getInt(at);
    assertThat(by).isEqualTo(3);
    int others = ROWS - FEW;
    assertThat(bytes.capacity()).isEqualTo(at + 4 + 8 * others * by);
    for (int i = 0; i < others; i++) {
      IndexRow row = map.rows().get(FEW + i);
      int nearest = bytes.getInt(at + 4 + 4 * i * by);
      double best =
          map.rows().subList(0, FEW).stream()
              .mapToDouble(each -> cosine(row, each))
              .max()
              .orElse(0);
      assertThat(cosine(row, map.rows().get(nearest))).isCloseTo(best, Offset.offset(1e-5));
      double sum = 0;
      for (int j = 0; j < by; j++) {
        sum += bytes.getFloat(at + 4 + 4 * (others * by + i * by + j));
      }
      assertThat(sum).isCloseTo(1, Offset.offset(1e-5));
    }
    int[] clusters = map.clusters(2);
    assertThat(Arrays.stream(clusters).distinct().toArray()).containsExactlyInAnyOrder(0, 1);
    assertThat(clusters).hasSize(ROWS);
  }

  /** Along the first component rows vary most, and the components are centred. */
  @Test
  void startsAtThePrincipalComponents() {
    float[] start = EmbeddingMap.of(index, FeatureProgress.NONE).start();
    double[] x = IntStream.range(0, ROWS).mapToDouble(i -> start[2 * i]).toArray();
    double[] y = IntStream.range(0, ROWS).mapToDouble(i -> start[2 * i + 1]).toArray();
    assertThat(Arrays.stream(x).average().orElseThrow()).isCloseTo(0, Offset.offset(1e-4));
    assertThat(Arrays.stream(y).average().orElseThrow()).isCloseTo(0, Offset.offset(1e-4));
    double wide = Arrays.stream(x).map(each -> each * each).sum();
    double high = Arrays.stream(y).map(each -> each * each).sum();
    assertThat(wide).isGreaterThanOrEqualTo(high).isPositive();
    double mixed = IntStream.range(0, ROWS).mapToDouble(i -> x[i] * y[i]).sum();
    assertThat(mixed).isCloseTo(0, Offset.offset(1e-3 * wide));
  }

  @Test
  void itIsCancelled() {
    assertThatThrownBy(() -> EmbeddingMap.of(index, (done, total) -> false))
        .isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> EmbeddingMap.of(index, FEW, (done, total) -> done < FEW))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void theSampleIsTheSameEachTime() {
    assertThat(RunVectors.sample(100, 10))
        .isEqualTo(RunVectors.sample(100, 10))
        .hasSize(10)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(Comparator.<Integer>naturalOrder());
    assertThat(RunVectors.sample(5, 10)).containsExactly(0, 1, 2, 3, 4);
  }
}
