package org.likeness.evaluate.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.contract.KnowingEmbedder;
import org.likeness.contract.KnownImages;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.evaluate.Interval;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.evaluate.similarity.NearestSimilarities.Pair;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Vectors;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.figure.Histogram;
import org.likeness.io.Json;
import org.likeness.neighbours.Cosine;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Images of number i have the class i modulo 3. */
final class SimilarityTest {
  private static final KnownImages IMAGES = new KnownImages(40, true);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static RandomStream stream(int use) {
    return new RandomSource(4).stream(Purpose.EVALUATION, use, 0, 0);
  }

  private static Subset some(String name, int... numbers) {
    return new Subset(IMAGES, numbers, name);
  }

  private static float[] byClass(int number) {
    float[] vector = {0, 0, 0, 1};
    vector[number % KnownImages.CLASSES] = 2;
    return vector;
  }

  private static Report report(SimilarityOptions options, Subset bank, Subset test) {
    return report(options, bank, test, SimilarityTest::byClass);
  }

  private static Report report(
      SimilarityOptions options, Subset bank, Subset test, IntFunction<float[]> vectors) {
    try (Subject subject =
        new Subject(
            new KnowingEmbedder(IMAGES, false, 4, vectors),
            Parts.of(bank, test),
            new RandomSource(0),
            LoaderOptions.everyImage(4).withWorkers(1),
            "last",
            FeatureProgress.NONE)) {
      return SimilarityEvaluation.entry().evaluate(options, subject);
    }
  }

  @Test
  void searchIsThatOfASortedList() {
    RandomStream random = stream(1);
    float[][] rows = new float[30][3];
    int[] kinds = new int[30];
    for (int i = 0; i < 30; i++) {
      kinds[i] = random.nextInt(4);
      for (int k = 0; k < 3; k++) {
        rows[i][k] = (float) random.nextGaussian();
      }
    }
    try (Scope scope = Scope.openNoGrad()) {
      Tensor unit = Cosine.unit(Tensors.matrix(rows));
      NearestSimilarities found = NearestSimilarities.of(unit, kinds, unit, kinds, 4);
      float[] scores = Tensors.floats(unit.matmul(unit.t()));
      assertThat(found.without()).isZero();
      for (int q = 0; q < 30; q++) {
        List<Double> same = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
          (kinds[i] == kinds[q] ? same : others).add((double) scores[q * 30 + i]);
        }
        same.sort(Collections.reverseOrder());
        others.sort(Collections.reverseOrder());
        assertThat(found.queries().get(q).positives()).containsExactly(firsts(same), within(1e-6));
        assertThat(found.queries().get(q).negatives())
            .containsExactly(firsts(others), within(1e-6));
      }
    }
  }

  private static double[] firsts(List<Double> values) {
    return values.stream().limit(4).mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void theAreaCountsPairsAndEqualOnesHalf() {
    assertThat(Separation.area(new double[] {2, 1}, new double[] {1, 0})).isEqualTo(3.5 / 4);
    assertThat(Separation.area(new double[] {1, 1}, new double[] {1})).isEqualTo(0.5);
    assertThat(Separation.area(new double[] {0}, new double[] {1, 2})).isZero();
  }

  @Test
  void overlapIsNothingApartAndAllIfEqual() {
    Pair apart = new Pair(new double[] {0.9, 0.8}, new double[] {0.1});
    assertThat(new Separation(List.of(apart, apart), 50).overlap()).isZero();
    Pair equal = new Pair(new double[] {0.3, 0.5}, new double[] {0.5, 0.3});
    Separation same = new Separation(List.of(equal), 50);
    assertThat(same.overlap()).isEqualTo(1, within(1e-12));
    assertThat(same.area()).isEqualTo(0.5);
    Pair half = new Pair(new double[] {0.3, 0.5}, new double[] {0.5, -0.3});
    assertThat(new Separation(List.of(half), 50).overlap()).isEqualTo(0.5, within(1e-12));
    assertThat(new Separation(List.of(half), 50).positives())
        .hasSize(50)
        .satisfies( // of 0.3 and 0.5 between -0.3 and 0.5
            shares -> assertThat(List.of(shares[37], shares[49])).containsOnly(0.5));
  }

  /** Features of a network may have no cosine below 0.9. */
  @Test
  void similaritiesThatLieCloseTogetherAreToldApart() {
    Pair apart = new Pair(new double[] {0.999, 0.998}, new double[] {0.996, 0.995});
    Separation separation = new Separation(List.of(apart), 50);
    assertThat(separation.overlap()).isZero();
    assertThat(separation.low()).isEqualTo(0.995);
    assertThat(separation.high()).isEqualTo(0.999);
    Pair noise = new Pair(new double[] {0.9999999, 1}, new double[] {0.9999998});
    assertThat(new Separation(List.of(noise), 50).overlap()).isEqualTo(1, within(1e-12));
  }

  @Test
  void intervalsHoldTheValue() {
    RandomStream random = stream(2);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      pairs.add(
          new Pair(
              new double[] {0.5 + 0.2 * random.nextGaussian()},
              new double[] {0.3 + 0.2 * random.nextGaussian()}));
    }
    Separation separation = new Separation(pairs, 50);
    Interval area = separation.areaInterval(stream(3));
    assertThat(separation.area()).isBetween(area.low(), area.high());
    assertThat(area.high() - area.low()).isBetween(0.03, 0.15);
    // Two normal distributions a standard deviation apart: P(p > n) = Phi(1 / sqrt 2) = 0.760.
    assertThat(separation.area()).isEqualTo(0.76, within(0.07));
  }

  @Test
  void classesApartDoNotOverlap() {
    Report report =
        report(SimilarityOptions.defaults(), some("bank", 0, 1, 2, 3, 4, 5), some("test", 6, 7, 8));
    assertThat(report.number("overlap")).isZero();
    assertThat(report.number("area")).isEqualTo(1);
    assertThat(report.number("positives_mean")).isEqualTo(1, within(1e-6));
    assertThat(report.number("negatives_mean")).isEqualTo(0.2, within(1e-6));
    SimilarityReader reader = new SimilarityReader();
    assertThat(Figures.svg(reader.figure(report).orElseThrow()))
        .contains("overlap 0.0 %</text>", ">5 nearest of the same class</text>");
  }

  /** Every cosine is 1: nothing tells a positive from a negative. */
  @Test
  void equalVectorsOverlapWholly() {
    Report report =
        report(
            SimilarityOptions.defaults(),
            some("bank", 0, 1, 2, 3, 4, 5),
            some("test", 6, 7, 8),
            number -> new float[] {0, 1, 0, 0});
    assertThat(report.images()).isEqualTo(3);
    assertThat(report.number("overlap")).isEqualTo(1, within(1e-12));
    assertThat(report.number("overlap_low")).isEqualTo(1, within(1e-12));
    for (String area : List.of("area", "area_low", "area_high")) {
      assertThat(report.number(area)).as(area).isEqualTo(0.5, within(1e-12));
    }
    assertThat(report.number("positives_mean")).isEqualTo(1, within(1e-12));
    assertThat(report.number("negatives_mean")).isEqualTo(1, within(1e-12));
    JsonNode shares = report.json().at("/histogram/positives");
    assertThat(shares.path(shares.size() - 1).doubleValue()).as("the last bin").isEqualTo(1);
  }

  @Test
  void aClassThatIsNotInTheBankIsLeftOut() {
    Report report =
        report(SimilarityOptions.defaults(), some("bank", 0, 1, 3, 4), some("test", 6, 8));
    assertThat(report.images()).isEqualTo(1);
    assertThat(new SimilarityReader().remarks(report))
        .contains(
            "1 test images are left out, since the bank has no image of their class, or of another.");
    assertThatThrownBy(
            () -> report(SimilarityOptions.defaults(), some("bank", 0, 1), some("test", 8, 5)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("similarity needs bank images of the classes of the test images");
  }

  @Test
  void oneClassAloneIsRefused() {
    assertThatThrownBy(
            () -> report(SimilarityOptions.defaults(), some("bank", 0, 3), some("test", 6)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "similarity compares classes, but all images of bank have one: use images of several");
  }

  @Test
  void aColumnThatIsMissingIsASentence() {
    assertThatThrownBy(
            () -> report(new SimilarityOptions(5, 50, "said"), some("bank", 0, 1), some("test", 2)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Similarity by said needs that value of every image, but 1 of 2 images of bank have none: use a CSV file with the columns path, label and said");
  }

  /**
   * 300 queries, of which the last 44 are of the other kind: each is equal to the row of its own.
   */
  @Test
  void manyQueriesKeepTheirKinds() {
    float[][] queries = new float[300][2];
    int[] kinds = new int[300];
    for (int i = 0; i < 300; i++) {
      kinds[i] = i < 256 ? 0 : 1;
      queries[i][kinds[i]] = 1;
    }
    try (Scope scope = Scope.openNoGrad()) {
      Tensor bank = Tensors.matrix(new float[][] {{1, 0}, {0, 1}});
      NearestSimilarities found =
          NearestSimilarities.of(bank, new int[] {0, 1}, Tensors.matrix(queries), kinds, 3);
      assertThat(found.queries())
          .hasSize(300)
          .allSatisfy(
              pair -> {
                assertThat(pair.positives()).containsExactly(1);
                assertThat(pair.negatives()).containsExactly(0);
              });
    }
  }

  /** Groups are pairs of numbers; those of the test images are the second and third of the bank. */
  @Test
  void aColumnTakesThePlaceOfClasses() {
    Report report =
        report(
            new SimilarityOptions(1, 50, "group"),
            some("bank", 0, 2, 4),
            some("test", 3, 5),
            number -> {
              float[] vector = new float[4];
              vector[number / 2] = 1;
              return vector;
            });
    assertThat(report.json().path("by").asText()).isEqualTo("group");
    assertThat(report.number("positives_mean")).isEqualTo(1, within(1e-6));
    assertThat(report.number("negatives_mean")).isZero();
    assertThat(report.protocol()).startsWith("the 1 nearest of the same group and of another, ");
  }

  /** By its own mean nothing would be left of a single query. */
  @Test
  void queriesAreCentredByTheMeanOfTheBank() {
    try (Subject subject =
        new Subject(
            new KnowingEmbedder(
                IMAGES,
                true,
                3,
                number ->
                    new float[] {
                      100, number == 4 ? 0.75f : number, number == 4 ? 0.25f : 1 - number
                    }),
            Parts.of(some("bank", 0, 1), some("test", 4)),
            new RandomSource(0),
            LoaderOptions.everyImage(4).withWorkers(1),
            "last",
            FeatureProgress.NONE)) {
      Report report = SimilarityEvaluation.entry().evaluate(subject);
      assertThat(report.number("positives_mean")).isEqualTo(1, within(1e-4));
      assertThat(report.number("negatives_mean")).isEqualTo(-1, within(1e-4));
      assertThat(report.protocol()).contains(" centred cosine of ");
    }
  }

  /** The bank images 1 and 3 and the test images 7 and 9, of the classes 1 and 0 both times. */
  @Test
  void classesAreThoseOfTheImagesThatCanBeDecoded() {
    Subset bank = some("bank", 0, 1, 2, 3);
    float[][] rows = {{1, 0}, {0, 1}};
    try (Subject subject =
        new Subject(
            new KnowingEmbedder(IMAGES, false, 2, number -> new float[2]),
            Parts.of(bank, some("test", 6, 7, 8, 9)),
            new RandomSource(0),
            LoaderOptions.everyImage(4).withWorkers(1),
            "last",
            FeatureProgress.NONE,
            (embedder, images, loading, progress) ->
                new Vectors(Tensors.matrix(rows), new int[] {1, 3}, List.of()))) {
      Report report = SimilarityEvaluation.entry().evaluate(subject);
      assertThat(report.images()).isEqualTo(2);
      assertThat(report.number("positives_mean")).isEqualTo(1, within(1e-6));
      assertThat(report.number("negatives_mean")).isZero();
    }
  }

  @Test
  void itsNumbersAreShown() {
    ObjectNode body =
        Json.object()
            .put("overlap", 0.25)
            .put("overlap_low", 0.125)
            .put("overlap_high", 0.5)
            .put("area", 0.75)
            .put("area_low", 0.625)
            .put("area_high", 0.875)
            .put("positives_mean", 0.8125)
            .put("negatives_mean", -0.25)
            .put("by", "animal")
            .put("left_out", 3)
            .put("images", 8)
            .put("protocol", "said");
    SimilarityReader reader = new SimilarityReader();
    Report report = Report.of("similarity", body);
    assertThat(reader.table(report).get(1))
        .containsExactly(
            "25.00 %", "12.5 % to 50.0 %", "75.00 %", "62.5 % to 87.5 %", "0.813", "-0.250");
    assertThat(reader.remarks(report))
        .hasSize(3)
        .contains(
            "3 test images are left out, since the bank has no image of their animal, or of another.");
    assertThat(reader.summary(report))
        .containsExactly(Map.entry("overlap of similarities", "25.0 %"));
    assertThat(reader.metrics(report)).containsExactly(Map.entry("overlap", Metric.share(0.25)));
    assertThat(reader.score(report)).isEmpty();
  }

  /** Of ten bins, from -1 to 1 where a report does not say, three and one are empty at the ends. */
  @Test
  void binsAtTheEndsThatAreEmptyAreNotDrawn() throws IOException {
    ObjectNode body =
        Json.object()
            .put("overlap", 0.25)
            .put("by", "class")
            .put("neighbours", 5)
            .put("images", 8)
            .put("protocol", "said");
    body.set(
        "histogram",
        Json.parse(
            "{\"positives\":[0,0,0,0,0.25,0,0,0.25,0.5,0],\"negatives\":[0,0,0,0.75,0.25,0,0,0,0,0]}"));
    Figure expected =
        new Histogram(
                "Similarities of the nearest, overlap 25.0 %", "cosine similarity", "share, %")
            .caption("said")
            .draw(
                -1 + 2.0 * 3 / 10,
                -1 + 2.0 * 9 / 10,
                List.of(
                    new Histogram.Distribution(
                        "5 nearest of the same class", List.of(0.0, 25.0, 0.0, 0.0, 25.0, 50.0)),
                    new Histogram.Distribution(
                        "5 nearest of another class", List.of(75.0, 25.0, 0.0, 0.0, 0.0, 0.0))));
    assertThat(
            Figures.svg(new SimilarityReader().figure(Report.of("similarity", body)).orElseThrow()))
        .isEqualTo(Figures.svg(expected));
    body.withObject("/histogram").put("low", 0.93).put("high", 0.98);
    assertThat(
            Figures.svg(new SimilarityReader().figure(Report.of("similarity", body)).orElseThrow()))
        .contains(">0.95</text>", ">0.97</text>")
        .doesNotContain(">0.93</text>", ">0.5</text>");
  }
}
