package org.likeness.evaluate.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.features.FeatureKind;
import org.likeness.features.LabelledVectors;
import org.likeness.neighbours.Cosine;
import org.likeness.neighbours.NearestNeighbours;
import org.likeness.neighbours.Neighbours;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

public final class KnnTest {
  static final Origin ORIGIN =
      new Origin(
          KnnBank.FEATURES, FeatureKind.HEAD, "resize 32, centre 32", "train", "test", "last");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  public static double[][] random(int rows, int columns, int item) {
    RandomStream random = new RandomSource(7).stream(Purpose.EVALUATION, 0, item);
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      for (int i = 0; i < columns; i++) {
        row[i] = random.nextGaussian() + 0.3;
      }
    }
    return values;
  }

  public static Tensor tensor(double[][] rows) {
    return Tensors.of(
        Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray(), rows.length, rows[0].length);
  }

  private static int[] labels(int n, int classes) {
    RandomStream random = new RandomSource(8).stream(Purpose.EVALUATION, 0, n);
    int[] labels = new int[n];
    Arrays.setAll(labels, i -> random.nextInt(classes));
    return labels;
  }

  @Test
  void agreesWithTheSlowTwinOnAwkwardSizes() {
    double[][] bank = random(1021, 13, 1);
    double[][] queries = random(37, 13, 2);
    int[] labels = labels(1021, 5);
    Neighbours found =
        new NearestNeighbours(8, 101)
            .search(Cosine.unit(tensor(bank)), Cosine.unit(tensor(queries)), 150, false);
    for (int q = 0; q < queries.length; q++) {
      assertThat(found.indices()[q]).containsExactly(SlowKnn.nearest(bank, queries[q], 150, -1));
      int predicted = Knn.predictions(found, labels, 40, 0.1, 5)[q];
      assertThat(predicted).isEqualTo(SlowKnn.predict(bank, labels, queries[q], 40, 0.1, -1));
    }
  }

  @Test
  void leavesEachImageOutOfItsOwnNeighbours() {
    double[][] rows = random(53, 4, 3);
    Tensor unit = Cosine.unit(tensor(rows));
    for (NearestNeighbours search :
        List.of(
            new NearestNeighbours(), new NearestNeighbours(10, 7), new NearestNeighbours(7, 20))) {
      Neighbours found = search.search(unit, unit, 52, true);
      for (int q = 0; q < rows.length; q++) {
        assertThat(found.indices()[q]).containsExactly(SlowKnn.nearest(rows, rows[q], 52, q));
        assertThat(found.similarities()[q]).doesNotContain(Double.NEGATIVE_INFINITY);
      }
    }
  }

  @Test
  void equalSimilaritiesAreOrderedByBankRowAlsoAtTheEnd() {
    double[][] bank = new double[300][3];
    for (int i = 0; i < bank.length; i++) {
      bank[i][i % 10 == 9 ? 1 : 0] = 1;
    }
    Tensor query = tensor(new double[][] {{1, 0, 0}, {0, 1, 0}});
    Neighbours found = new NearestNeighbours(2, 64).search(tensor(bank), query, 40, false);
    int[] ones =
        java.util.stream.IntStream.range(0, 300).filter(i -> i % 10 != 9).limit(40).toArray();
    int[] nines = java.util.stream.IntStream.range(0, 300).filter(i -> i % 10 == 9).toArray();
    int[] rest =
        java.util.stream.IntStream.range(0, 300).filter(i -> i % 10 != 9).limit(10).toArray();
    assertThat(found.indices()[0]).containsExactly(ones);
    assertThat(found.indices()[1]).startsWith(nines).endsWith(rest);
  }

  @Test
  void collapsedEmbeddingsGiveTheLowestRowsAndTheirMajority() {
    Tensor same = org.bytedeco.pytorch.global.torch.ones(100, 8);
    int[] labels = new int[100];
    Arrays.fill(labels, 3, 100, 1);
    LabelledVectors all = new LabelledVectors(same, labels);
    List<KnnReport> reports =
        new Knn(new KnnOptions(List.of(5, 50), List.of(0.07), false, false))
            .evaluate(all, all, ORIGIN);
    assertThat(reports.get(0).accuracy()).isEqualTo(0.03); // rows 0 to 4: three of class 0
    assertThat(reports.get(1).accuracy()).isEqualTo(0.97);
    assertThat(reports.get(1).balancedAccuracy()).isEqualTo(0.5);
  }

  @Test
  void oneClassIsAlwaysRight() {
    LabelledVectors bank = new LabelledVectors(tensor(random(20, 3, 4)), new int[20]);
    KnnReport report = new Knn(KnnOptions.paper()).evaluate(bank, bank, ORIGIN).get(0);
    assertThat(report.accuracy()).isEqualTo(1);
    assertThat(report.balancedAccuracy()).isEqualTo(1);
    assertThat(report.classes()).isEqualTo(1);
  }

  @Test
  void aKBeyondTheBankIsCutAndSaid() {
    LabelledVectors bank = new LabelledVectors(tensor(random(20, 3, 4)), labels(20, 3));
    KnnReport report =
        new Knn(new KnnOptions(List.of(200), List.of(0.07), false, true))
            .evaluate(bank, bank, ORIGIN)
            .get(0);
    assertThat(report.protocol().vote().k()).isEqualTo(19);
    assertThat(report.protocol().phrase())
        .isEqualTo(
            "weighted kNN, k = 19 (asked for 200, limited by the bank), tau = 0.07, cosine of head features, bank train (20 images,"
                + " resize 32, centre 32), queries test (20 images, each without itself), last epoch");
    assertThat(report.json().get("k_asked").intValue()).isEqualTo(200);
    assertThat(report.json().get("bank_size").intValue()).isEqualTo(20);
  }

  @Test
  void classesThatOnlyOneSideHasAreCounted() {
    LabelledVectors bank =
        new LabelledVectors(tensor(new double[][] {{1, 0}, {0, 1}}), new int[] {0, 4});
    LabelledVectors queries =
        new LabelledVectors(
            tensor(new double[][] {{1, 0.1}, {0.1, 1}, {1, 0}}), new int[] {0, 6, 0});
    KnnReport report =
        new Knn(new KnnOptions(List.of(1), List.of(0.1), false, false))
            .evaluate(bank, queries, ORIGIN)
            .get(0);
    assertThat(report.classes()).isEqualTo(7);
    assertThat(report.accuracy()).isEqualTo(2.0 / 3, within(1e-12));
    assertThat(report.balancedAccuracy()).isEqualTo(0.5);
  }

  @Test
  void centringTakesTheCommonDirectionAway() {
    // All vectors point along the first axis; only what is left without it tells the classes apart.
    double[][] rows = {{100, 1, 0}, {100, 1, 0.1}, {100, 0, 1}, {100, 0.1, 1}};
    LabelledVectors all = new LabelledVectors(tensor(rows), new int[] {0, 0, 1, 1});
    KnnOptions options = new KnnOptions(List.of(3), List.of(0.07), false, true);
    assertThat(new Knn(options).evaluate(all, all, ORIGIN).get(0).accuracy()).isLessThan(1);
    KnnReport centred =
        new Knn(new KnnOptions(List.of(3), List.of(0.07), true, true))
            .evaluate(all, all, ORIGIN)
            .get(0);
    assertThat(centred.accuracy()).isEqualTo(1);
    assertThat(centred.protocol().phrase()).contains("centred cosine");
  }

  /** Without the mean of the queries instead, nothing of a single query would be left. */
  @Test
  void queriesAreCentredByTheMeanOfTheBank() {
    LabelledVectors bank =
        new LabelledVectors(tensor(new double[][] {{100, 1, 0}, {100, 0, 1}}), new int[] {0, 1});
    LabelledVectors query =
        new LabelledVectors(tensor(new double[][] {{100, 0.1, 0.9}}), new int[] {1});
    KnnOptions options = new KnnOptions(List.of(1), List.of(0.07), true, false);
    assertThat(new Knn(options).evaluate(bank, query, ORIGIN).get(0).accuracy()).isEqualTo(1);
  }

  @Test
  void theLengthOfVectorsDoesNotMatter() {
    double[][] bank = random(40, 5, 5);
    double[][] queries = random(9, 5, 6);
    double[][] longer =
        Arrays.stream(queries)
            .map(row -> Arrays.stream(row).map(v -> v * 50).toArray())
            .toArray(double[][]::new);
    int[] labels = labels(40, 3);
    KnnOptions options = new KnnOptions(List.of(7), List.of(0.1), false, false);
    LabelledVectors known = new LabelledVectors(tensor(bank), labels);
    KnnReport one =
        new Knn(options)
            .evaluate(known, new LabelledVectors(tensor(queries), new int[9]), ORIGIN)
            .get(0);
    KnnReport other =
        new Knn(options)
            .evaluate(known, new LabelledVectors(tensor(longer), new int[9]), ORIGIN)
            .get(0);
    assertThat(other).isEqualTo(one);
  }

  @Test
  void aBankOfOneImageAnswersWithItsClass() {
    LabelledVectors bank = new LabelledVectors(tensor(new double[][] {{1, 0}}), new int[] {2});
    KnnReport report = new Knn(KnnOptions.paper()).evaluate(bank, bank, ORIGIN).get(0);
    assertThat(report.accuracy()).isEqualTo(1);
    assertThat(report.phrase())
        .startsWith("accuracy 1.0000, balanced 1.0000 (weighted kNN, k = 1 ");
    assertThat(report.protocol()).hasToString(report.protocol().phrase());
  }

  @Test
  void equalVotesGoToTheLowerClass() {
    LabelledVectors bank =
        new LabelledVectors(tensor(new double[][] {{1, 0}, {1, 0}}), new int[] {2, 1});
    LabelledVectors query = new LabelledVectors(tensor(new double[][] {{1, 0}}), new int[] {1});
    KnnOptions two = new KnnOptions(List.of(2), List.of(KnnOptions.SMALLEST_TAU), false, false);
    assertThat(new Knn(two).evaluate(bank, query, ORIGIN).get(0).accuracy()).isEqualTo(1);
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    LabelledVectors bank =
        new LabelledVectors(tensor(new double[][] {{1, Double.NaN}, {0, 1}}), new int[] {0, 1});
    assertThatThrownBy(() -> new Knn(KnnOptions.paper()).evaluate(bank, bank, ORIGIN))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith("the vectors of the bank are not all finite");
    LabelledVectors finite =
        new LabelledVectors(tensor(new double[][] {{1, 0}, {0, 1}}), new int[] {0, 1});
    assertThatThrownBy(() -> new Knn(KnnOptions.paper()).evaluate(finite, bank, ORIGIN))
        .hasMessageStartingWith("the vectors of the queries are not all finite");
  }

  @Test
  void oneImageHasNoNeighbours() {
    LabelledVectors one = new LabelledVectors(tensor(new double[][] {{1, 0}}), new int[] {0});
    assertThatThrownBy(
            () ->
                new Knn(new KnnOptions(List.of(200), List.of(0.07), false, true))
                    .evaluate(one, one, ORIGIN))
        .isInstanceOf(InputException.class)
        .hasMessage("kNN needs a bank of at least 2 images but train has 1: use more images");
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> new KnnOptions(List.of(0), List.of(0.1), false, false))
        .hasMessageStartingWith("k must have at least one number, each at least 1");
    assertThatThrownBy(() -> new KnnOptions(List.of(1), List.of(-1.0), false, false))
        .hasMessage("tau must be at least 0.002 but is -1.0");
  }

  @Test
  void leavesNoTensorsBehind() {
    Tensor bank = Cosine.unit(tensor(random(200, 5, 5)));
    long before = LivePointers.settled();
    new NearestNeighbours(16, 32).search(bank, bank, 5, true);
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  @Test
  void rowsThatAreNoNumbersAreRefused() {
    NearestNeighbours search = new NearestNeighbours();
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Tensor broken = Tensors.of(new float[] {1, 0, 0, 1, 1, wrong}, 3, 2);
      Tensor whole = Tensors.of(new float[] {1, 0, 0, 1}, 2, 2);
      assertThatThrownBy(() -> search.search(broken, whole, 1, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("bank must hold finite values only, but row 2 does not");
      assertThatThrownBy(() -> search.search(whole, broken, 1, false))
          .hasMessage("queries must hold finite values only, but row 2 does not");
    }
    Tensor large = Tensors.of(new float[] {3e38f, 0, 0, 3e38f}, 2, 2); // whose sum is infinite
    assertThat(search.search(large, Tensors.of(new float[] {0, 1}, 1, 2), 1, false).indices()[0])
        .containsExactly(1);
  }

  @Test
  void aClassIsAmongTheFirstByItsVotes() {
    double[] votes = {0, 3, 1, 1, 2, 5, 0};
    assertThat(Knn.amongFirst(votes, 5, 1)).isTrue();
    assertThat(Knn.amongFirst(votes, 2, 4)).isTrue();
    assertThat(Knn.amongFirst(votes, 3, 4)).as("equal votes, higher number").isFalse();
    assertThat(Knn.amongFirst(votes, 3, 5)).isTrue();
    assertThat(Knn.amongFirst(votes, 0, 7)).as("without votes").isFalse();
  }

  @Test
  void topFiveNeedsSixClassesAndFiveNeighbours() {
    LabelledVectors rows =
        new LabelledVectors(
            Tensors.matrix(new float[][] {{1, 0}, {0, 1}, {1, 1}, {1, 2}, {2, 1}, {-1, 0}}),
            new int[] {0, 1, 2, 3, 4, 5});
    KnnOptions all = new KnnOptions(List.of(5, 4), List.of(0.1), false, false);
    List<KnnReport> reports = new Knn(all).evaluate(rows, rows, ORIGIN);
    assertThat(reports.get(0).top5()).hasValue(1);
    assertThat(reports.get(1).top5()).isEmpty();
    assertThat(reports.get(0).predictions()).containsExactly(0, 1, 2, 3, 4, 5);
    LabelledVectors five = new LabelledVectors(rows.vectors(), new int[] {0, 1, 2, 3, 4, 4});
    assertThat(new Knn(all).evaluate(five, five, ORIGIN).get(0).top5()).isEmpty();
  }

  /**
   * Seven classes, each with one row, ever farther from the queries, of the fifth and the sixth.
   */
  @Test
  void theFifthClassByVotesIsAmongTheFirstFiveAndTheSixthIsNot() {
    double[][] rows = new double[7][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {Math.cos(0.2 * i), Math.sin(0.2 * i)};
    }
    LabelledVectors bank = new LabelledVectors(tensor(rows), new int[] {0, 1, 2, 3, 4, 5, 6});
    LabelledVectors queries =
        new LabelledVectors(
            tensor(new double[][] {{1, 0}, {1, 0}, {1, 0}, {1, 0}}), new int[] {4, 5, 6, 0});
    KnnReport report =
        new Knn(new KnnOptions(List.of(7), List.of(0.1), false, false))
            .evaluate(bank, queries, ORIGIN)
            .get(0);
    assertThat(report.top5()).hasValue(0.5);
    assertThat(report.accuracy()).isEqualTo(0.25);
    assertThat(report.balancedAccuracy()).isEqualTo(0.25);
    assertThat(report.json().path("top5_accuracy").doubleValue()).isEqualTo(0.5);
  }
}
