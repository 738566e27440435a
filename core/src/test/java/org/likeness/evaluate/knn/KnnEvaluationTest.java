package org.likeness.evaluate.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.contract.KnowingEmbedder;
import org.likeness.contract.KnownImages;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureProgress;
import org.likeness.features.PixelEmbedder;
import org.likeness.io.Json;
import org.likeness.random.RandomSource;
import org.likeness.torch.Torch;

/** Images of number i have the label i modulo 3. */
final class KnnEvaluationTest {
  private static final KnownImages IMAGES = new KnownImages(20, true);

  /** One of label 0, then two of label 1 that are a little farther away from where all ask. */
  private static final Subset BANK = some("bank", 0, 1, 4);

  private static final Subset LABEL_0 = some("zeros", 3, 6, 9);
  private static final Subset LABEL_1 = some("ones", 7, 10, 13);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Subset some(String name, int... numbers) {
    return new Subset(IMAGES, numbers, name);
  }

  private static float[] oneNearThenTwo(int number) {
    return number == 1
        ? new float[] {1, 0.3f}
        : number == 4 ? new float[] {1, 0.4f} : new float[] {1, 0};
  }

  private static Report report(
      KnnEvaluation.Options options, Parts parts, boolean centred, IntFunction<float[]> vectors) {
    int width = vectors.apply(0).length;
    return report(options, parts, new KnowingEmbedder(IMAGES, centred, width, vectors));
  }

  private static Report report(KnnEvaluation.Options options, Parts parts, Embedder embedder) {
    try (Subject subject =
        new Subject(
            embedder,
            parts,
            new RandomSource(0),
            LoaderOptions.everyImage(4).withWorkers(1),
            "last",
            FeatureProgress.NONE)) {
      return KnnEvaluation.entry().evaluate(options, subject);
    }
  }

  @Test
  void kIsChosenOnTheValidationPartAndTheTestPartIsAskedWithIt() {
    KnnEvaluation.Options options =
        new KnnEvaluation.Options(List.of(3), List.of(0.1), List.of(3, 1), List.of(0.1));
    Report report =
        report(
            options, new Parts(BANK, LABEL_0, LABEL_1), false, KnnEvaluationTest::oneNearThenTwo);
    // By its nearest neighbour an image of label 0 is right and one of label 1 wrong; by three,
    // the other way round. The validation part, of label 0, chooses k = 1.
    JsonNode best = report.json().path("best_of_grid");
    assertThat(best.path("k").asInt()).isEqualTo(1);
    assertThat(best.path("accuracy").asDouble()).isZero();
    assertThat(best.path("queries").asText()).isEqualTo("ones");
    assertThat(report.json().path("rows").get(0).path("accuracy").asDouble()).isEqualTo(1);
    assertThat(report.protocol())
        .endsWith("; the best k and tau were chosen on the validation part");
  }

  @Test
  void tauIsChosenOnTheValidationPart() {
    KnnEvaluation.Options options =
        new KnnEvaluation.Options(List.of(3), List.of(0.1), List.of(3), List.of(0.1, 0.01));
    // A small tau lets the nearest neighbour decide.
    JsonNode forZeros =
        report(options, new Parts(BANK, LABEL_0, LABEL_1), false, KnnEvaluationTest::oneNearThenTwo)
            .json()
            .path("best_of_grid");
    assertThat(forZeros.path("tau").asDouble()).isEqualTo(0.01);
    assertThat(forZeros.path("accuracy").asDouble()).isZero();
    JsonNode forOnes =
        report(options, new Parts(BANK, LABEL_1, LABEL_0), false, KnnEvaluationTest::oneNearThenTwo)
            .json()
            .path("best_of_grid");
    assertThat(forOnes.path("tau").asDouble()).isEqualTo(0.1);
    assertThat(forOnes.path("accuracy").asDouble()).isZero();
  }

  /** All are right with every k and tau. */
  @Test
  void ofEqualsTheFirstOfTheGridIsChosen() {
    KnnEvaluation.Options options =
        new KnnEvaluation.Options(
            List.of(3), List.of(0.1), List.of(2, 1, 3), List.of(0.1, 0.2, 0.05));
    JsonNode best =
        report(
                options,
                new Parts(BANK, LABEL_0, LABEL_1),
                false,
                number ->
                    IMAGES.info(number).label().orElse(0) == 0
                        ? new float[] {1, 0}
                        : new float[] {0, 1})
            .json()
            .path("best_of_grid");
    assertThat(best.path("accuracy").asDouble()).isEqualTo(1);
    assertThat(best.path("k").asInt()).isEqualTo(2);
    assertThat(best.path("tau").asDouble()).isEqualTo(0.1);
  }

  @Test
  void withoutAValidationPartOrAGridNothingIsChosen() {
    KnnEvaluation.Options usual = KnnEvaluation.Options.defaults();
    assertThat(
            report(usual, Parts.of(BANK, LABEL_1), false, KnnEvaluationTest::oneNearThenTwo)
                .json()
                .has("best_of_grid"))
        .isFalse();
    assertThat(
            report(
                    new KnnEvaluation.MonitorOptions(20, 0.1).votes(),
                    new Parts(BANK, LABEL_0, LABEL_1),
                    false,
                    KnnEvaluationTest::oneNearThenTwo)
                .json()
                .has("best_of_grid"))
        .isFalse();
  }

  @Test
  void theMonitorAsksOnceWithItsKAndTau() {
    try (Subject subject =
        new Subject(
            new KnowingEmbedder(IMAGES, false, 2, KnnEvaluationTest::oneNearThenTwo),
            new Parts(BANK, LABEL_0, LABEL_1),
            new RandomSource(0),
            LoaderOptions.everyImage(4).withWorkers(1),
            "3",
            FeatureProgress.NONE)) {
      JsonNode report =
          KnnEvaluation.entry().evaluate(new KnnEvaluation.MonitorOptions(2, 0.5), subject).json();
      assertThat(report.path("rows")).hasSize(1);
      assertThat(report.path("rows").get(0).path("k").asInt()).isEqualTo(2);
      assertThat(report.path("rows").get(0).path("tau").asDouble()).isEqualTo(0.5);
      assertThat(report.has("best_of_grid")).isFalse();
    }
  }

  @Test
  void rowsAreEveryKAndTauAndTheProtocolNamesAll() {
    KnnEvaluation.Options options =
        new KnnEvaluation.Options(List.of(1, 5), List.of(0.1, 0.01), List.of(), List.of());
    Report report =
        report(options, Parts.of(BANK, LABEL_1), false, KnnEvaluationTest::oneNearThenTwo);
    assertThat(KnnEvaluation.entry().reader().table(report))
        .containsExactly(
            List.of("k", "tau", "accuracy", "95 % interval", "balanced"),
            List.of("1", "0.1", "0.00 %", "0.0 % to 0.0 %", "0.00 %"),
            List.of("1", "0.01", "0.00 %", "0.0 % to 0.0 %", "0.00 %"),
            List.of("3", "0.1", "100.00 %", "100.0 % to 100.0 %", "100.00 %"),
            List.of("3", "0.01", "0.00 %", "0.0 % to 0.0 %", "0.00 %"));
    assertThat(report.protocol())
        .isEqualTo(
            "weighted kNN, k = 1, 3 (asked for 5, limited by the bank), tau = 0.1, 0.01, cosine of head features,"
                + " bank bank (3 images, shorter side 12, centre), queries ones (3 images), last epoch");
    assertThat(KnnEvaluation.entry().reader().figure(report)).isPresent();
    assertThat(KnnEvaluation.entry().reader().column(report)).containsOnlyKeys("knn", "knn_rows");
  }

  /**
   * All vectors point along the first axis. With the mean left in, every neighbour counts the same
   * and the more frequent class wins; without it, the near ones count.
   */
  @Test
  void theMeanIsSubtractedWhereTheEmbedderAsksForIt() {
    IntFunction<float[]> vectors =
        number -> number % 3 == 0 ? new float[] {100, 1, 0} : new float[] {100, 0, 1};
    Parts parts = Parts.of(some("bank", 0, 1, 4, 7), some("test", 3, 10));
    KnnEvaluation.Options options =
        new KnnEvaluation.Options(List.of(4), List.of(0.1), List.of(), List.of());
    JsonNode plain = report(options, parts, false, vectors).json().path("rows").get(0);
    assertThat(plain.path("accuracy").asDouble()).isEqualTo(0.5);
    assertThat(plain.path("similarity").asText()).isEqualTo("cosine");
    JsonNode centred = report(options, parts, true, vectors).json().path("rows").get(0);
    assertThat(centred.path("accuracy").asDouble()).isEqualTo(1);
    assertThat(centred.path("similarity").asText()).isEqualTo("centred cosine");
  }

  @Test
  void pixelsAreCentred() {
    Embedder pixels =
        new PixelEmbedder(
            new KnowingEmbedder(IMAGES, false, 1, number -> new float[1]).preprocessing());
    JsonNode row =
        report(KnnEvaluation.Options.defaults(), Parts.of(BANK, LABEL_1), pixels)
            .json()
            .path("rows")
            .get(0);
    assertThat(row.path("similarity").asText()).isEqualTo("centred cosine");
    assertThat(row.path("features").asText()).isEqualTo("pixels");
    IMAGES.take();
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> options(List.of(), List.of(0.1), List.of(), List.of()))
        .hasMessage("k must not be empty");
    assertThatThrownBy(() -> options(List.of(1), List.of(0.0), List.of(), List.of()))
        .hasMessage("tau must be at least 0.002 but contains 0");
    assertThatThrownBy(() -> options(List.of(1), List.of(0.1), List.of(0), List.of(0.1)))
        .hasMessage("grid-k must be at least 1 but contains 0");
    assertThatThrownBy(() -> options(List.of(1), List.of(0.1), List.of(1), List.of(0.0)))
        .hasMessage("grid-tau must be at least 0.002 but contains 0");
    assertThatThrownBy(() -> KnnEvaluation.entry().create(new KnnEvaluation.MonitorOptions(0, 0.1)))
        .hasMessage("k must be at least 1 but is 0");
  }

  private static Evaluation options(
      List<Integer> k, List<Double> tau, List<Integer> gridK, List<Double> gridTau) {
    return KnnEvaluation.entry().create(new KnnEvaluation.Options(k, tau, gridK, gridTau));
  }

  /** By one neighbour all are of label 0, by three of label 1. */
  @Test
  void classesAreThoseOfTheFirstRow() throws IOException {
    Parts parts = Parts.of(BANK, some("mixed", 3, 7, 10));
    Report one = firstOf(parts, 1, 3);
    assertThat(one.json().path("per_class"))
        .isEqualTo(
            Json.parse(
                "[{\"class\":\"red\",\"bank\":1,\"images\":1,\"accuracy\":1.0,\"predicted\":{\"red\":1}},"
                    + "{\"class\":\"green\",\"bank\":2,\"images\":2,\"accuracy\":0.0,\"predicted\":{\"red\":2}}]"));
    assertThat(one.json().path("confusion")).isEqualTo(Json.parse("[[1,0],[2,0]]"));
    assertThat(one.images()).isEqualTo(3);
    JsonNode row = one.json().path("rows").path(0);
    assertThat(row.path("accuracy").doubleValue()).isEqualTo(1 / 3.0);
    assertThat(row.path("accuracy_low").doubleValue()).as("8 of 27 samples").isZero();
    assertThat(row.path("accuracy_high").doubleValue()).as("1 of 27 samples").isEqualTo(1);
    Report three = firstOf(parts, 3, 1);
    assertThat(three.json().path("confusion")).isEqualTo(Json.parse("[[0,1],[0,2]]"));
  }

  private static Report firstOf(Parts parts, Integer... k) {
    return report(
        new KnnEvaluation.Options(List.of(k), List.of(0.1), List.of(), List.of()),
        parts,
        false,
        KnnEvaluationTest::oneNearThenTwo);
  }
}
