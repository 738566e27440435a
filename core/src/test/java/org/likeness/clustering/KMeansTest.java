package org.likeness.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.likeness.error.RunException;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class KMeansTest {
  private Scope scope;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @BeforeEach
  void open() {
    scope = Scope.openNoGrad();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static RandomStream stream(int seed) {
    return new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0);
  }

  private static double[] gaussians(int seed, int count) {
    RandomStream random = stream(seed);
    double[] values = new double[count];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  /** Lloyd's algorithm in plain loops; every cluster keeps a row. */
  private static double slowInertia(double[] rows, double[] centres, int d, int iterations) {
    int n = rows.length / d;
    int k = centres.length / d;
    double inertia = 0;
    for (int iteration = 0; iteration <= iterations; iteration++) {
      double[] sums = new double[k * d];
      int[] counts = new int[k];
      inertia = 0;
      for (int i = 0; i < n; i++) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < k; c++) {
          double squared = 0;
          for (int j = 0; j < d; j++) {
            squared += Math.pow(rows[i * d + j] - centres[c * d + j], 2);
          }
          if (squared < least) {
            least = squared;
            best = c;
          }
        }
        inertia += least;
        counts[best]++;
        for (int j = 0; j < d; j++) {
          sums[best * d + j] += rows[i * d + j];
        }
      }
      for (int c = 0; c < k * d; c++) {
        centres[c] = sums[c] / counts[c / d];
      }
    }
    return inertia;
  }

  private static int[] sizes(Clusters found) {
    int[] sizes = new int[Math.toIntExact(found.centres().size(0))];
    Arrays.stream(found.labels()).forEach(label -> sizes[label]++);
    return sizes;
  }

  @Test
  void inertiaIsThatOfPlainLoops() {
    double[] rows = gaussians(1, 200 * 3);
    double[] centres = Arrays.copyOf(rows, 5 * 3);
    Clusters found =
        new KMeans(5, 4, 1).fitFrom(Tensors.of(rows, 200, 3), Tensors.of(centres, 5, 3));
    assertThat(found.inertia()).isCloseTo(slowInertia(rows, centres, 3, 4), within(1e-9));
  }

  @Test
  void separateGroupsAreFound() {
    double[] noise = gaussians(2, 90 * 2);
    for (int i = 0; i < 90; i++) {
      noise[2 * i] += 100 * (i % 3);
    }
    Clusters found = new KMeans(3, 50, 1).fit(Tensors.of(noise, 90, 2), stream(3));
    assertThat(sizes(found)).containsExactly(30, 30, 30);
    for (int i = 3; i < 90; i++) {
      assertThat(found.labels()[i]).isEqualTo(found.labels()[i % 3]);
    }
  }

  /** A centre far away from all rows gets none of them. */
  @Test
  void anEmptyClusterGetsTheFarthestRow() {
    Tensor rows = Tensors.of(new double[] {0, 1, 2, 50}, 4, 1);
    Clusters found = new KMeans(2, 1, 1).fitFrom(rows, Tensors.of(new double[] {0, 1e6}, 2, 1));
    assertThat(Tensors.doubles(found.centres())).containsExactly(1, 50);
    assertThat(sizes(found)).containsExactly(3, 1);
    assertThat(found.inertia()).isEqualTo(2);
  }

  /** All rows are equal: every cluster but one loses its rows, each time. */
  @Test
  void equalRowsEndWithoutEmptyingACluster() {
    Clusters found = new KMeans(3, 5, 2).fit(Tensors.of(new double[12], 6, 2), stream(1));
    assertThat(found.inertia()).isEqualTo(0);
    assertThat(Arrays.stream(sizes(found)).sum()).isEqualTo(6);
    assertThat(Tensors.doubles(found.centres())).containsOnly(0);
  }

  @Test
  void asManyClustersAsRowsLeaveNoInertia() {
    Tensor rows = Tensors.of(gaussians(4, 7 * 2), 7, 2);
    assertThat(new KMeans(7, 5, 1).fit(rows, stream(1)).inertia()).isCloseTo(0, within(1e-20));
  }

  @Test
  void moreIterationsAndRestartsNeverRaiseTheInertia() {
    Tensor rows = Tensors.of(gaussians(5, 300 * 4), 300, 4).to(ScalarType.Float);
    double last = Double.POSITIVE_INFINITY;
    for (int iterations : new int[] {1, 2, 4, 8, 100}) {
      double inertia = new KMeans(12, iterations, 1).fit(rows, stream(1)).inertia();
      assertThat(inertia).isLessThanOrEqualTo(last * (1 + 1e-6));
      last = inertia;
    }
    assertThat(new KMeans(12, 100, 8).fit(rows, stream(1)).inertia()).isLessThan(last);
  }

  @Test
  void iterationsAreCountedAndMayEndTheClustering() {
    Tensor rows = Tensors.of(gaussians(5, 300 * 4), 300, 4).to(ScalarType.Float);
    List<Integer> steps = new ArrayList<>();
    new KMeans(12, 3, 2).fit(rows, stream(1), steps::add);
    assertThat(steps).containsExactly(0, 1, 2, 3, 4, 5);
    assertThatThrownBy(
            () ->
                new KMeans(12, 3, 2)
                    .fit(
                        rows,
                        stream(1),
                        step -> {
                          if (step == 4) {
                            throw new CancellationException("enough");
                          }
                        }))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void equalStreamsGiveEqualClusters() {
    Tensor rows = Tensors.of(gaussians(6, 100 * 3), 100, 3);
    KMeans means = new KMeans(8, 3, 1);
    assertThat(means.fit(rows, stream(9)).labels())
        .containsExactly(means.fit(rows, stream(9)).labels())
        .isNotEqualTo(means.fit(rows, stream(10)).labels());
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> new KMeans(0, 1, 1)).hasMessageContaining("are 0, 1 and 1");
    Tensor rows = Tensors.of(new double[4], 2, 2);
    assertThatThrownBy(() -> new KMeans(3, 1, 1).fit(rows, stream(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 rows cannot make 3 clusters: ask for fewer clusters");
    Tensor broken = Tensors.of(new double[] {0, Double.NaN, 1, 1}, 2, 2);
    assertThatThrownBy(() -> new KMeans(1, 1, 1).fit(broken, stream(1)))
        .isInstanceOf(RunException.class);
  }

  /** Distances of 4,096 rows of 1,024 numbers are computed at a time; four rows are not 0. */
  @Test
  void rowsOfLaterTilesKeepTheirPlaces() {
    Tensor rows = torch.zeros(4100, 1024);
    int[] expected = new int[4100];
    for (int row : new int[] {10, 4096, 4097, 4099}) {
      rows.narrow(0, row, 1).narrow(1, 3, 1).fill_(new Scalar(1));
      expected[row] = 1;
    }
    Tensor centres = torch.zeros(2, 1024);
    centres.narrow(0, 1, 1).narrow(1, 3, 1).fill_(new Scalar(0.75));
    Clusters found = new KMeans(2, 2, 1).fitFrom(rows, centres);
    assertThat(found.labels()).containsExactly(expected);
    assertThat(found.inertia()).isZero();
    assertThat(Tensors.doubles(found.centres())[1024 + 3]).isEqualTo(1);
  }
}
