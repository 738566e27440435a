package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.data.Plan;
import org.likeness.method.Epoch;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** The plan of an epoch from given clusters, and clusters from given features. */
final class ClusterTargetsTest {
  private static final int N = 60;

  /** Of 40, 3 and 17 images; two of five clusters are empty. */
  private static final long[] LABELS =
      IntStream.range(0, N).mapToLong(i -> i < 40 ? 1 : i < 43 ? 2 : 4).toArray();

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static ClusterTargets targets(long seed, long[] labels, int clusters) {
    ClusterTargets targets = new ClusterTargets(labels.length, clusters, 3, new RandomSource(seed));
    Tensors.copy(Tensors.of(labels, labels.length), targets.tensor());
    return targets;
  }

  private static Epoch epoch(int number) {
    return new Epoch(number, 10, () -> new float[0][0]);
  }

  private static int[] drawnOf(Plan plan, long cluster) {
    return IntStream.range(0, N)
        .filter(i -> plan.targets()[i] == cluster)
        .map(i -> plan.indices()[i])
        .toArray();
  }

  /**
   * 60 images, three clusters: 60 / 3 + 1 = 21 are drawn of each, and of these 63 three are left
   * out.
   */
  @Test
  void eachClusterIsVisitedEquallyOftenAndEmptyOnesAreSkipped() {
    Plan plan = targets(1, LABELS, 5).plan(epoch(0));
    assertThat(plan.indices()).hasSize(N);
    assertThat(plan.partners()).isEqualTo(plan.indices());
    for (int i = 0; i < N; i++) {
      assertThat(plan.targets()[i]).isEqualTo(LABELS[plan.indices()[i]]);
    }
    assertThat(plan.targets()).containsOnly(1, 2, 4);
    for (long cluster : new long[] {1, 2, 4}) {
      assertThat(drawnOf(plan, cluster)).as("cluster " + cluster).hasSizeBetween(18, 21);
    }
    assertThat(drawnOf(plan, 1)).as("a large cluster, without repetition").doesNotHaveDuplicates();
    assertThat(drawnOf(plan, 2)).as("a small one, with repetition").containsOnly(40, 41, 42);
  }

  @Test
  void oneClusterAloneGivesTheWholeEpoch() {
    Plan plan = targets(1, new long[] {3, 3, 3, 3}, 5).plan(epoch(0));
    assertThat(plan.indices()).hasSize(4).doesNotContain(-1, 4, 5);
    assertThat(plan.targets()).containsOnly(3);
  }

  /** Clusters lie next to each other in the labels but not in the plan. */
  @Test
  void theOrderIsMixed() {
    long[] targets = targets(1, LABELS, 5).plan(epoch(0)).targets();
    long changes = IntStream.range(1, N).filter(i -> targets[i] != targets[i - 1]).count();
    assertThat(changes).isGreaterThan(N / 3);
  }

  @Test
  void equalSeedsGiveEqualPlansAndEpochsOthers() {
    int[] first = targets(1, LABELS, 5).plan(epoch(3)).indices();
    assertThat(targets(1, LABELS, 5).plan(epoch(3)).indices()).isEqualTo(first);
    assertThat(targets(2, LABELS, 5).plan(epoch(3)).indices()).isNotEqualTo(first);
    assertThat(targets(1, LABELS, 5).plan(epoch(4)).indices()).isNotEqualTo(first);
  }

  /** Four groups of features far apart, each around a direction of its own. */
  @Test
  void groupsOfFeaturesAreClusters() {
    float[][] features = new float[N][4];
    for (int i = 0; i < N; i++) {
      features[i][i % 4] = 10;
      features[i][(i + 1) % 4] = 0.01f * (i % 7);
    }
    ClusterTargets found = targets(1, new long[N], 4);
    found.find(new Epoch(0, 10, () -> features));
    long[] labels = Tensors.longs(found.tensor());
    for (int i = 4; i < N; i++) {
      assertThat(labels[i]).isEqualTo(labels[i % 4]);
    }
    assertThat(Arrays.stream(labels).distinct().count()).isEqualTo(4);
    ClusterTargets again = targets(1, LABELS, 4);
    again.find(new Epoch(0, 10, () -> features));
    assertThat(Tensors.longs(again.tensor())).isEqualTo(labels);
  }

  /** Whitened components have equal variance, so that the unit of a feature plays no part. */
  @Test
  void theScaleOfAFeatureDoesNotMatter() {
    float[] values = Tensors.floats(FewRows.gaussian(5, N, 3));
    float[][] features = new float[N][3];
    float[][] scaled = new float[N][3];
    for (int i = 0; i < values.length; i++) {
      features[i / 3][i % 3] = values[i];
      scaled[i / 3][i % 3] = i % 3 == 1 ? 100 * values[i] : values[i];
    }
    ClusterTargets found = targets(1, new long[N], 5);
    found.find(new Epoch(0, 10, () -> features));
    ClusterTargets other = targets(1, new long[N], 5);
    other.find(new Epoch(0, 10, () -> scaled));
    assertThat(Tensors.longs(other.tensor())).isEqualTo(Tensors.longs(found.tensor()));
  }
}
