package org.likeness.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.likeness.collection.DuplicateGroup.Member;
import org.likeness.features.FeatureProgress;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

final class DuplicatesTest {
  /** Colours spread from row to row until nothing changes. */
  private static List<List<Integer>> slowGroups(float[][] rows, double threshold) {
    int[] colours = IntStream.range(0, rows.length).toArray();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int a = 0; a < rows.length; a++) {
        for (int b = 0; b < rows.length; b++) {
          if (colours[a] < colours[b] && TestRows.dot(rows[a], rows[b]) >= threshold) {
            colours[b] = colours[a];
            changed = true;
          }
        }
      }
    }
    List<List<Integer>> groups = new ArrayList<>();
    for (int colour = 0; colour < rows.length; colour++) {
      int wanted = colour;
      List<Integer> members =
          IntStream.range(0, rows.length).filter(r -> colours[r] == wanted).boxed().toList();
      if (members.size() > 1) {
        groups.add(members);
      }
    }
    return groups;
  }

  @Test
  void groupsAreThoseOfTheSlowWayAtEveryThreshold() {
    float[][] values = TestRows.clustered(1300, 8, 300, 0.08, 1);
    try (UnitRows rows = TestRows.rows(values)) {
      Duplicates duplicates = Duplicates.among(rows, 0.9, FeatureProgress.NONE);
      for (double threshold : new double[] {0.9, 0.96, 0.99, 0.999}) {
        List<List<Integer>> expected = slowGroups(values, threshold);
        List<DuplicateGroup> groups = duplicates.groups(threshold, row -> 1);
        assertThat(
                groups.stream().map(g -> g.members().stream().map(Member::row).sorted().toList()))
            .as("at %s", threshold)
            .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(duplicates.count(threshold)).isEqualTo(expected.size());
        assertThat(duplicates.surplus(threshold))
            .isEqualTo(expected.stream().mapToInt(List::size).sum() - expected.size());
      }
      assertThat(duplicates.count(0.99)).isBetween(1, 400); // neither all nor nothing
    }
  }

  @Test
  void theLowestSimilarityShowsAChain() {
    double step = Math.toRadians(8);
    float[][] values = new float[6][];
    for (int i = 0; i < 5; i++) {
      values[i] = new float[] {(float) Math.cos(i * step), (float) Math.sin(i * step)};
    }
    values[5] = new float[] {-1, 0};
    try (UnitRows rows = TestRows.rows(values)) {
      Duplicates duplicates = Duplicates.among(rows, 0.5, FeatureProgress.NONE);
      // Row 3 has the most pixels.
      List<DuplicateGroup> groups =
          duplicates.groups(Math.cos(1.01 * step), row -> row == 3 ? 100 : 50);
      assertThat(groups).hasSize(1);
      DuplicateGroup group = groups.get(0);
      assertThat(group.keep()).isEqualTo(3);
      assertThat(group.members().get(0)).isEqualTo(new Member(3, 1));
      assertThat(group.members().stream().map(Member::row)).containsExactly(3, 2, 4, 1, 0);
      assertThat(group.lowest())
          .isCloseTo(Math.cos(4 * step), org.assertj.core.data.Offset.offset(1e-6));
      assertThat(duplicates.count(Math.cos(0.99 * step))).isZero();
      assertThatThrownBy(() -> duplicates.count(0.4)).hasMessageContaining("0.4");
    }
  }

  @Test
  void aForestOfFewEdgesJoinsAsAllDo() {
    RandomStream random = new RandomSource(3).stream(Purpose.SAMPLING, 0, 0);
    int nodes = 60;
    SpanningForest small = new SpanningForest(nodes, 1);
    List<float[]> edges = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      float[] edge = {random.nextInt(nodes), random.nextInt(nodes), random.nextFloat()};
      edges.add(edge);
      small.add((int) edge[0], (int) edge[1], edge[2]);
    }
    for (double threshold = 0.9; threshold < 1; threshold += 0.005) {
      Components expected = new Components(nodes);
      double least = threshold;
      edges.stream()
          .filter(edge -> edge[2] >= least)
          .forEach(edge -> expected.join((int) edge[0], (int) edge[1]));
      assertThat(small.at(threshold).groups()).as("at %s", threshold).isEqualTo(expected.groups());
    }
    assertThat(small.edges()).isLessThan(nodes);
  }

  @Test
  void allEqualIsOneGroup() {
    float[][] values = new float[2100][];
    Arrays.setAll(values, i -> new float[] {0.6f, 0.8f, 0});
    try (UnitRows rows = TestRows.rows(values)) {
      Duplicates duplicates = Duplicates.among(rows, 0.9, FeatureProgress.NONE);
      DuplicateGroup group = duplicates.groups(0.999, row -> 0).get(0);
      assertThat(group.members()).hasSize(2100);
      assertThat(group.keep()).isZero();
    }
  }

  @Test
  void itCanBeCancelled() {
    try (UnitRows rows = TestRows.rows(TestRows.clustered(2000, 4, 3, 0.1, 5))) {
      assertThatThrownBy(() -> Duplicates.among(rows, 0.5, (done, total) -> false))
          .isInstanceOf(CancellationException.class);
    }
  }
}
