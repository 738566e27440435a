package org.likeness.evaluate.knn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.likeness.Fixture;
import org.likeness.features.LabelledVectors;
import org.likeness.neighbours.Cosine;
import org.likeness.neighbours.NearestNeighbours;
import org.likeness.neighbours.Neighbours;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class KnnFixtureTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  @ParameterizedTest
  @EnumSource(
      value = ScalarType.class,
      names = {"Float", "Double"})
  void neighboursVotesAndPredictionsAreThoseOfTheFile(ScalarType type) {
    Fixture fixture = Fixture.read("knn");
    Tensor bank = Cosine.unit(fixture.tensor("bank", type));
    Tensor queries = Cosine.unit(fixture.tensor("queries", type));
    double limit = type == ScalarType.Double ? 1e-9 : 1e-4;
    for (NearestNeighbours search :
        List.of(
            new NearestNeighbours(), new NearestNeighbours(3, 7), new NearestNeighbours(1, 100))) {
      Neighbours found = search.search(bank, queries, fixture.integer("k"), false);
      int[] flat = Arrays.stream(found.indices()).flatMapToInt(Arrays::stream).toArray();
      assertThat(flat).containsExactly(ints(fixture.integers("neighbour_indices")));
      double[] similarities =
          Arrays.stream(found.similarities()).flatMapToDouble(Arrays::stream).toArray();
      Fixture.assertMatches(
          "neighbour_similarities", similarities, fixture.numbers("neighbour_similarities"), limit);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ScalarType.class,
      names = {"Float", "Double"})
  void everyKOfTheGridGivesItsVotes(ScalarType type) {
    Fixture fixture = Fixture.read("knn");
    Tensor bank = Cosine.unit(fixture.tensor("bank", type));
    Tensor queries = Cosine.unit(fixture.tensor("queries", type));
    int[] labels = ints(fixture.integers("labels"));
    int classes = fixture.integer("classes");
    double tau = fixture.number("tau");
    Neighbours found = new NearestNeighbours().search(bank, queries, 50, false);
    Iterator<String> keys = fixture.at("grid").json().fieldNames();
    assertThat(keys).hasNext();
    while (keys.hasNext()) {
      String key = keys.next();
      int k = Integer.parseInt(key);
      double[] votes = new double[found.size() * classes];
      for (int q = 0; q < found.size(); q++) {
        double[] one =
            Knn.votes(found.indices()[q], found.similarities()[q], labels, k, tau, classes);
        System.arraycopy(one, 0, votes, q * classes, classes);
      }
      double limit = type == ScalarType.Double ? 1e-9 : 1e-4;
      Fixture.assertMatches(
          "votes of k " + key, votes, fixture.numbers("grid/" + key + "/votes"), limit);
      assertThat(Knn.predictions(found, labels, k, tau, classes))
          .containsExactly(ints(fixture.integers("grid/" + key + "/predictions")));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ScalarType.class,
      names = {"Float", "Double"})
  void accuracyOfEveryK(ScalarType type) {
    Fixture fixture = Fixture.read("knn");
    LabelledVectors bank =
        new LabelledVectors(fixture.tensor("bank", type), ints(fixture.integers("labels")));
    LabelledVectors queries =
        new LabelledVectors(
            fixture.tensor("queries", type), ints(fixture.integers("query_labels")));
    KnnOptions options =
        new KnnOptions(List.of(1, 5, 10, 20, 50), List.of(fixture.number("tau")), false, false);
    List<KnnReport> reports = new Knn(options).evaluate(bank, queries, KnnTest.ORIGIN);
    for (KnnReport report : reports) {
      assertThat(report.accuracy())
          .isEqualTo(fixture.number("grid/" + report.protocol().vote().k() + "/accuracy"));
    }
    assertThat(reports).hasSize(5);
    assertThat(Tensors.shape(bank.vectors())).containsExactly(100, 16);
  }
}
