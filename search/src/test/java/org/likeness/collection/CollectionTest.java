package org.likeness.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/** Leaks, outliers, clusters and selections against the slow way. */
final class CollectionTest {
  private static final FeatureProgress NONE = FeatureProgress.NONE;
  private static final Offset<Double> CLOSE = Offset.offset(1e-5);

  @Test
  void aLeakIsFoundAndNothingElse() {
    float[][] train = TestRows.clustered(700, 16, 700, 0, 1);
    float[][] test = TestRows.clustered(600, 16, 600, 0, 2);
    try (UnitRows trained = TestRows.rows(train);
        UnitRows tested = TestRows.rows(test)) {
      assertThat(Leaks.between(trained, tested, 0.97, FeatureProgress.NONE).isEmpty()).isTrue();
    }
    test[550] = train[33].clone();
    test[550][0] += 0.01f;
    try (UnitRows trained = TestRows.rows(train);
        UnitRows tested = TestRows.rows(test)) {
      Leaks leaks = Leaks.between(trained, tested, 0.97, FeatureProgress.NONE);
      assertThat(leaks.size()).isEqualTo(1);
      assertThat(leaks.found().get(0).test()).isEqualTo(550);
      assertThat(leaks.found().get(0).train()).isEqualTo(33);
    }
  }

  @Test
  void outliersAreOrderedByTheMeanOfTheNearest() {
    float[][] values = TestRows.clustered(900, 6, 20, 0.2, 3);
    try (UnitRows rows = TestRows.rows(values)) {
      Outliers outliers = Outliers.among(rows, 5, FeatureProgress.NONE);
      assertThat(outliers.ordered()).hasSize(900);
      double last = -2;
      for (Outliers.Outlier outlier : outliers.ordered()) {
        double[] all =
            IntStream.range(0, 900)
                .filter(r -> r != outlier.row())
                .mapToDouble(r -> TestRows.dot(values[r], values[outlier.row()]))
                .sorted()
                .toArray();
        double mean = Arrays.stream(all).skip(all.length - 5).average().orElseThrow();
        assertThat(outlier.similarity()).isCloseTo(mean, CLOSE).isGreaterThanOrEqualTo(last);
        assertThat(TestRows.dot(values[outlier.row()], values[outlier.nearest()]))
            .isCloseTo(all[all.length - 1], CLOSE);
        last = outlier.similarity();
      }
    }
    try (UnitRows one = TestRows.rows(new float[][] {{1, 0}})) {
      assertThatThrownBy(() -> Outliers.among(one, 5, FeatureProgress.NONE))
          .isInstanceOf(InputException.class);
    }
    try (UnitRows two = TestRows.rows(new float[][] {{1, 0}, {0, 1}})) {
      assertThat(Outliers.among(two, 5, FeatureProgress.NONE).ordered().get(0).similarity())
          .isZero();
    }
  }

  @Test
  void clustersThatAreApartAreFound() {
    float[][] values = TestRows.clustered(3000, 12, 7, 0.05, 4);
    try (UnitRows rows = TestRows.rows(values)) {
      SphericalClusters clusters = SphericalClusters.of(rows, 7, 0, FeatureProgress.NONE);
      for (int a = 0; a < 300; a++) {
        for (int b = 0; b < 300; b++) {
          assertThat(clusters.labels()[a] == clusters.labels()[b])
              .isEqualTo(TestRows.dot(values[a], values[b]) > 0.8);
        }
      }
      assertThat(clusters.sizes()).isSortedAccordingTo((a, b) -> b - a);
      assertThat(Arrays.stream(clusters.sizes()).sum()).isEqualTo(3000);
      int[] members = clusters.members(0);
      assertThat(members).hasSize(clusters.sizes()[0]);
      assertThat(clusters.similarities()[members[0]])
          .isGreaterThanOrEqualTo(clusters.similarities()[members[1]]);
    }
  }

  /** No row is nearer to another centre than to its own, and centres are mean directions. */
  @Test
  void clustersHaveConverged() {
    float[][] values = TestRows.clustered(500, 3, 40, 0.3, 5);
    try (UnitRows rows = TestRows.rows(values)) {
      SphericalClusters clusters = SphericalClusters.of(rows, 6, 1, FeatureProgress.NONE);
      double[][] centres = new double[6][3];
      for (int r = 0; r < 500; r++) {
        for (int j = 0; j < 3; j++) {
          centres[clusters.labels()[r]][j] += values[r][j];
        }
      }
      for (int r = 0; r < 500; r++) {
        double[] similarities = new double[6];
        for (int c = 0; c < 6; c++) {
          double length = 0;
          for (int j = 0; j < 3; j++) {
            similarities[c] += centres[c][j] * values[r][j];
            length += centres[c][j] * centres[c][j];
          }
          similarities[c] /= Math.sqrt(length);
        }
        double own = similarities[clusters.labels()[r]];
        assertThat(Arrays.stream(similarities).max().orElseThrow()).isCloseTo(own, CLOSE);
        assertThat(clusters.similarities()[r]).isCloseTo(own, CLOSE);
      }
      assertThatThrownBy(() -> SphericalClusters.of(rows, 501, 0, FeatureProgress.NONE))
          .isInstanceOf(InputException.class)
          .hasMessage("the number of clusters must be in [1, 500] but is 501");
    }
  }

  /** The sums of all clusters are in one array. */
  @Test
  void tooManyClustersAreRefused() {
    assertThatThrownBy(() -> SphericalClusters.requireRoom(600_000, 2048))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the number of clusters must be in [1, 524288] for vectors of 2048 values but is"
                + " 600000");
    SphericalClusters.requireRoom(500_000, 2048);
  }

  /** Few queries are compared on the calling thread, and can be stopped too. */
  @Test
  void fewQueriesTakeNoThreads() {
    float[][] values = TestRows.clustered(3000, 12, 7, 0.05, 4);
    try (UnitRows rows = TestRows.rows(values);
        UnitRows few = TestRows.rows(Arrays.copyOf(values, 5))) {
      List<Thread> readers = new ArrayList<>();
      new TileScan(few, rows, false)
          .run(() -> (query, scores, first) -> readers.add(Thread.currentThread()), NONE);
      assertThat(readers).hasSize(5 * 3).containsOnly(Thread.currentThread());
      int[] none = {-1, -1, -1, -1, -1};
      assertThatThrownBy(() -> NearestRows.search(few, rows, none, 1, (done, total) -> false))
          .isInstanceOf(CancellationException.class);
      for (int query = 0; query < 5; query++) {
        int asked = query;
        int nearest =
            IntStream.range(0, 3000)
                .boxed()
                .max(Comparator.comparingDouble(r -> TestRows.dot(values[r], values[asked])))
                .orElseThrow();
        assertThat(NearestRows.search(few, rows, none, 1, NONE).indices()[query][0])
            .isEqualTo(nearest);
      }
    }
  }

  @Test
  void someRowsAreThoseOfTheirNumbers() {
    float[][] values = TestRows.clustered(50, 4, 7, 0.05, 4);
    int[] numbers = {3, 4, 5, 49, 0, 1, 7};
    try (UnitRows rows = TestRows.rows(values);
        UnitRows some = rows.some(numbers);
        Scope scope = Scope.openNoGrad()) {
      assertThat(some.size()).isEqualTo(7);
      float[] found = Tensors.floats(some.rows(0, 7));
      for (int i = 0; i < numbers.length; i++) {
        assertThat(Arrays.copyOfRange(found, 4 * i, 4 * i + 4))
            .containsExactly(values[numbers[i]], org.assertj.core.data.Offset.offset(1e-6f));
      }
    }
  }

  @Test
  void aSelectionIsThatOfTheSlowGreedyWay() {
    float[][] values = TestRows.clustered(9000, 5, 60, 0.1, 6);
    try (UnitRows rows = TestRows.rows(values)) {
      Selection selection = Selection.of(rows, 30, FeatureProgress.NONE);
      double[] nearest = new double[values.length];
      Arrays.fill(nearest, -2);
      for (int i = 0; i < 30; i++) {
        int chosen = selection.rows()[i];
        if (i > 0) {
          assertThat(nearest[chosen]).isCloseTo(Arrays.stream(nearest).min().orElseThrow(), CLOSE);
        }
        for (int r = 0; r < values.length; r++) {
          nearest[r] = Math.max(nearest[r], TestRows.dot(values[r], values[chosen]));
        }
        double least = Arrays.stream(nearest).min().orElseThrow();
        assertThat(selection.radii()[i]).isCloseTo(Math.sqrt(2 - 2 * least), Offset.offset(1e-3));
      }
      assertThat(selection.rows()).doesNotHaveDuplicates();
      double[] random = Selection.randomRadii(rows, 30, 3, 0, FeatureProgress.NONE);
      assertThat(random).hasSize(3);
      assertThat(Arrays.stream(random).min().orElseThrow()).isGreaterThan(selection.radius());
    }
  }

  @Test
  void allRowsCoverThemselves() {
    float[][] values = {{1, 0}, {1, 0}, {0, 1}, {0, -1}};
    try (UnitRows rows = TestRows.rows(values)) {
      Selection all = Selection.of(rows, 4, FeatureProgress.NONE);
      assertThat(all.rows()).containsExactlyInAnyOrder(0, 1, 2, 3);
      assertThat(all.radius()).isZero();
      assertThat(all.radii()[2]).isCloseTo(0, Offset.offset(1e-3));
    }
  }

  @Test
  void theThresholdFindsTheMostCopiesAtARateOfFalseAlarms() {
    double[] copies = {0.5, 0.7, 0.8, 0.9, 0.95};
    double[] others = {0.1, 0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.75};
    Calibration calibration = new Calibration(copies, others, 0);
    assertThat(calibration.threshold(0)).isEqualTo(0.8);
    assertThat(calibration.recall(0.8)).isEqualTo(0.6);
    assertThat(calibration.threshold(0.1)).isEqualTo(0.7);
    assertThat(calibration.falseAlarms(0.7)).isEqualTo(0.1);
    assertThat(calibration.threshold(1)).isEqualTo(0.5);
    // Where the two are apart, the threshold is the lowest copy.
    assertThat(new Calibration(new double[] {0.9, 1}, others, 0).threshold(0.2)).isEqualTo(0.9);
    // Where no copy is above, nothing is found.
    Calibration hopeless = new Calibration(new double[] {0.1}, others, 0);
    assertThat(hopeless.recall(hopeless.threshold(0))).isZero();
    assertThat(hopeless.falseAlarms(hopeless.threshold(0))).isZero();
  }
}
