package org.likeness.evaluate.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.contract.KnowingEmbedder;
import org.likeness.contract.KnownImages;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Vectors;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.io.Json;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Images of number i have the class i modulo 3. */
final class NeighboursEvaluationTest {
  private static float[] byClass(int number) {
    float[] vector = new float[4];
    vector[number % 3] = 1;
    vector[3] = 0.01f * number;
    return vector;
  }

  /** As the class of another number, but for images of the first class. */
  private static float[] wrong(int number) {
    return byClass(number >= 30 && number % 3 > 0 ? 3 - number % 3 : number);
  }

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Report report(KnownImages images, IntFunction<float[]> vectors, String epoch) {
    return report(images, vectors, epoch, new NeighboursOptions(10, 2));
  }

  private static Report report(
      KnownImages images, IntFunction<float[]> vectors, String epoch, NeighboursOptions options) {
    Subset bank = new Subset(images, numbers(0, 30), "bank");
    Subset test = new Subset(images, numbers(30, 45), "test");
    try (Subject subject =
        new Subject(
            new KnowingEmbedder(images, false, 4, vectors),
            Parts.of(bank, test),
            new RandomSource(0),
            LoaderOptions.everyImage(4).withWorkers(1),
            epoch,
            FeatureProgress.NONE)) {
      return NeighboursEvaluation.entry().evaluate(options, subject);
    }
  }

  private static int[] numbers(int from, int to) {
    int[] numbers = new int[to - from];
    java.util.Arrays.setAll(numbers, i -> from + i);
    return numbers;
  }

  private static List<String> cases(Report report, String kind) {
    List<String> ids = new ArrayList<>();
    for (JsonNode query : report.json().path("cases")) {
      if (query.path("case").asText().equals(kind)) {
        ids.add(query.path("id").asText());
      }
    }
    return ids;
  }

  @Test
  void bestCasesAreThoseWithAllAndWorstThoseWithNone() {
    KnownImages images = new KnownImages(45, true);
    Report all = report(images, NeighboursEvaluationTest::byClass, "3");
    assertThat(all.number("precision")).isEqualTo(1);
    assertThat(all.json().path("best").asInt()).isEqualTo(15);
    assertThat(cases(all, "best")).hasSize(2);
    assertThat(cases(all, "worst")).isEmpty();
    Report some = report(images, NeighboursEvaluationTest::wrong, "1");
    assertThat(some.number("precision")).isEqualTo(1 / 3.0, within(1e-9));
    assertThat(some.number("precision_low")).isLessThan(1 / 3.0);
    assertThat(some.json().path("worst").asInt()).isEqualTo(10);
    assertThat(cases(some, "worst")).hasSize(2);
    JsonNode worst = some.json().path("cases").path(2);
    assertThat(worst.path("case").asText()).isEqualTo("worst");
    assertThat(worst.path("neighbours"))
        .hasSize(10)
        .allSatisfy(
            neighbour -> {
              assertThat(neighbour.path("right").asBoolean()).isFalse();
              assertThat(neighbour.path("class")).isNotEqualTo(worst.path("class"));
            });
    assertThat(cases(some, "any")).as("the same for both").isEqualTo(cases(all, "any"));
    assertThat(cases(all, "best")).as("others").doesNotContainAnyElementsOf(cases(all, "any"));
    assertThat(cases(some, "worst")).as("others").doesNotContainAnyElementsOf(cases(all, "any"));
  }

  /** Five test images of each class: each has the four others of its class next to it. */
  @Test
  void theOtherTestImagesMayBeSearched() {
    KnownImages images = new KnownImages(45, true);
    NeighboursOptions options = new NeighboursOptions(4, 2, NeighboursBank.TEST);
    Report report = report(images, NeighboursEvaluationTest::byClass, "3", options);
    assertThat(report.number("precision")).isEqualTo(1);
    assertThat(report.json().path("bank").asText()).isEqualTo("test");
    assertThat(report.protocol()).contains("among the others of test (15 images, ");
    Subset test = new Subset(images, numbers(30, 45), "test");
    List<String> ids = IntStream.range(0, 15).mapToObj(i -> test.info(i).id()).toList();
    for (JsonNode query : report.json().path("cases")) {
      List<String> found = query.path("neighbours").findValuesAsText("id");
      assertThat(found).hasSize(4).doesNotContain(query.path("id").asText()).isSubsetOf(ids);
    }
    Report all =
        report(
            images,
            NeighboursEvaluationTest::byClass,
            "3",
            new NeighboursOptions(99, 2, NeighboursBank.TEST));
    assertThat(all.json().path("k").asInt()).isEqualTo(14);
    assertThat(all.number("precision")).isEqualTo(4 / 14.0, within(1e-9));
  }

  @Test
  void oneTestImageHasNoOthers() {
    KnownImages images = new KnownImages(4, true);
    Subset bank = new Subset(images, new int[] {0, 1, 2}, "bank");
    Parts parts = Parts.of(bank, new Subset(images, new int[] {3}, "test"));
    NeighboursOptions options = new NeighboursOptions(2, 2, NeighboursBank.TEST);
    NeighboursEvaluation.entry().require(NeighboursOptions.defaults(), parts);
    assertThatThrownBy(() -> NeighboursEvaluation.entry().require(options, parts))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "nearest neighbours among the other test images need at least 2 but test has 1");
  }

  @Test
  void withoutClassesNothingIsRight() {
    Report report = report(new KnownImages(45, false), NeighboursEvaluationTest::byClass, "3");
    assertThat(report.json().has("precision")).isFalse();
    assertThat(cases(report, "any")).hasSize(2);
    assertThat(report.json().path("cases")).hasSize(2);
    assertThat(new NeighboursReader().remarks(report)).singleElement().asString().contains("CSV");
  }

  @Test
  void theFigureIsDrawnAgainFromTheReport() {
    KnownImages images = new KnownImages(45, true);
    Report report = report(images, NeighboursEvaluationTest::wrong, "1");
    NeighboursReader reader = new NeighboursReader();
    NamedImages named = NamedImages.of(images);
    String svg = Figures.svg(reader.figure(report, named).orElseThrow());
    assertThat(svg).contains(">all right</text>", ">none right</text>", ">any image</text>");
    assertThat(svg.split("<image ", -1)).hasSize(1 + 6 * 11);
    assertThat(Figures.svg(reader.figure(new Report(report.json()), named).orElseThrow()))
        .isEqualTo(svg);
  }

  @Test
  void severalReportsHaveARowEach() {
    KnownImages images = new KnownImages(45, true);
    List<Report> reports =
        List.of(
            report(images, NeighboursEvaluationTest::wrong, "1").with("epoch", "1"),
            report(images, NeighboursEvaluationTest::byClass, "best").with("epoch", "best"));
    String svg =
        Figures.svg(new NeighboursReader().figure(reports, NamedImages.of(images)).orElseThrow());
    assertThat(svg).contains(">epoch 1</text>", ">best</text>").doesNotContain("none right");
    assertThat(svg.split("<image ", -1)).hasSize(1 + 2 * (1 + 2 * 10));
  }

  /**
   * All 30 images of the bank are equally near: images 0 and 1 are shown, of which the first is
   * right for test images of the first class, and the second for those of the second.
   */
  @Test
  void equalSimilaritiesAreOrderedByNumber() {
    KnownImages images = new KnownImages(45, true);
    NeighboursOptions options = new NeighboursOptions(2, 15);
    Report report = report(images, number -> new float[] {0, 0, 1, 0}, "3", options);
    assertThat(report.number("precision")).isEqualTo(1 / 3.0, within(1e-12));
    assertThat(report.json().path("best").asInt()).isZero();
    assertThat(report.json().path("worst").asInt()).as("the third class").isEqualTo(5);
    assertThat(cases(report, "any")).hasSize(15);
    for (JsonNode query : report.json().path("cases")) {
      assertThat(query.path("neighbours").findValuesAsText("id"))
          .containsExactly(images.info(0).id(), images.info(1).id());
      assertThat(query.path("neighbours").path(1).path("similarity").doubleValue()).isEqualTo(1);
    }
    NeighboursOptions others = new NeighboursOptions(1, 15, NeighboursBank.TEST);
    Report among = report(images, number -> new float[] {0, 0, 1, 0}, "3", others);
    for (JsonNode query : among.json().path("cases")) {
      boolean first = query.path("id").asText().equals(images.info(30).id());
      assertThat(query.path("neighbours").findValuesAsText("id"))
          .as("not itself")
          .containsExactly(images.info(first ? 31 : 30).id());
    }
    // Image 30 is right for the four others of its class alone.
    assertThat(among.number("precision")).isEqualTo(4 / 15.0, within(1e-12));
  }

  @Test
  void moreNeighboursThanImagesAreAllOfThem() {
    KnownImages images = new KnownImages(4, true);
    try (Subject subject =
        new Subject(
            new KnowingEmbedder(images, false, 4, NeighboursEvaluationTest::byClass),
            Parts.of(
                new Subset(images, new int[] {0, 1, 2}, "bank"),
                new Subset(images, new int[] {1, 3}, "test")),
            new RandomSource(0),
            LoaderOptions.everyImage(4).withWorkers(1),
            "last",
            FeatureProgress.NONE)) {
      Report report = NeighboursEvaluation.entry().evaluate(subject);
      assertThat(report.json().path("k").asInt()).isEqualTo(3);
      assertThat(report.json().at("/cases/0/neighbours")).hasSize(3);
    }
  }

  private static Subject subject(KnowingEmbedder embedder, Parts parts, long seed) {
    return new Subject(
        embedder,
        parts,
        new RandomSource(seed),
        LoaderOptions.everyImage(4).withWorkers(1),
        "last",
        FeatureProgress.NONE);
  }

  @Test
  void whichAreDrawnDependsOnTheSeed() {
    KnownImages images = new KnownImages(45, true);
    Parts parts =
        Parts.of(
            new Subset(images, numbers(0, 30), "bank"),
            new Subset(images, numbers(30, 45), "test"));
    List<List<String>> drawn = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      try (Subject subject =
          subject(
              new KnowingEmbedder(images, false, 4, NeighboursEvaluationTest::byClass),
              parts,
              seed)) {
        drawn.add(
            cases(
                NeighboursEvaluation.entry().evaluate(new NeighboursOptions(1, 5), subject),
                "any"));
      }
    }
    assertThat(drawn).doesNotHaveDuplicates();
  }

  /** By its own mean nothing would be left of a single query. */
  @Test
  void queriesAreCentredByTheMeanOfTheBank() {
    KnownImages images = new KnownImages(5, true);
    KnowingEmbedder along =
        new KnowingEmbedder(
            images,
            true,
            3,
            number -> new float[] {100, number == 0 ? 1 : 0.1f, number == 0 ? 0 : 0.9f});
    Parts parts =
        Parts.of(
            new Subset(images, new int[] {0, 1}, "bank"),
            new Subset(images, new int[] {4}, "test"));
    try (Subject subject = subject(along, parts, 0)) {
      Report report = NeighboursEvaluation.entry().evaluate(new NeighboursOptions(2, 1), subject);
      JsonNode neighbours = report.json().at("/cases/0/neighbours");
      assertThat(neighbours.findValuesAsText("id"))
          .containsExactly(images.info(1).id(), images.info(0).id());
      assertThat(neighbours.path(0).path("similarity").doubleValue()).isEqualTo(1, within(1e-4));
      assertThat(neighbours.path(1).path("similarity").doubleValue()).isEqualTo(-1, within(1e-4));
      assertThat(report.number("precision")).as("the first one").isEqualTo(0.5);
    }
  }

  /** Of each part the second and the fourth: 1 and 3 of the bank, 7 and 9 of the test images. */
  @Test
  void idsAndClassesAreThoseOfTheImagesThatCanBeDecoded() {
    KnownImages images = new KnownImages(10, true);
    float[][] rows = {{1, 0}, {0, 1}};
    try (Subject subject =
        new Subject(
            new KnowingEmbedder(images, false, 2, number -> new float[2]),
            Parts.of(
                new Subset(images, numbers(0, 4), "bank"),
                new Subset(images, numbers(6, 10), "test")),
            new RandomSource(0),
            LoaderOptions.everyImage(4).withWorkers(1),
            "last",
            FeatureProgress.NONE,
            (embedder, part, loading, progress) ->
                new Vectors(Tensors.matrix(rows), new int[] {1, 3}, List.of()))) {
      Report report = NeighboursEvaluation.entry().evaluate(new NeighboursOptions(1, 9), subject);
      assertThat(report.number("precision")).as("the classes 1 and 0 both times").isEqualTo(1);
      assertThat(report.images()).isEqualTo(2);
      assertThat(cases(report, "any"))
          .containsExactlyInAnyOrder(images.info(7).id(), images.info(9).id());
      for (JsonNode query : report.json().path("cases")) {
        boolean seven = query.path("id").asText().equals(images.info(7).id());
        JsonNode neighbour = query.path("neighbours").path(0);
        assertThat(neighbour.path("id").asText()).isEqualTo(images.info(seven ? 1 : 3).id());
        assertThat(neighbour.path("class").asText()).isEqualTo(seven ? "green" : "red");
      }
    }
  }

  @Test
  void itsNumbersAreShown() {
    NeighboursReader reader = new NeighboursReader();
    ObjectNode body = Json.object().put("images", 12).put("k", 3).put("protocol", "said");
    Report bare = Report.of("neighbours", body);
    assertThat(reader.table(bare))
        .containsExactly(List.of("test images", "neighbours"), List.of("12", "3"));
    assertThat(reader.summary(bare)).containsExactly(Map.entry("nearest images of each", "3"));
    assertThat(reader.metrics(bare)).isEmpty();
    body.put("precision", 0.625).put("precision_low", 0.5).put("precision_high", 0.75);
    Report report = Report.of("neighbours", body.put("best", 5).put("worst", 2));
    assertThat(reader.table(report))
        .containsExactly(
            List.of(
                "test images", "neighbours", "right", "95 % interval", "all right", "none right"),
            List.of("12", "3", "62.50 %", "50.0 % to 75.0 %", "5", "2"));
    assertThat(reader.remarks(report)).isEmpty();
    assertThat(reader.summary(report))
        .containsExactly(Map.entry("right ones of the 3 nearest", "62.5 %"));
    assertThat(reader.metrics(report)).containsExactly(Map.entry("precision", Metric.share(0.625)));
  }

  @Test
  void noImagesAreASentence() {
    KnownImages images = new KnownImages(4, true);
    Subset none = new Subset(images, new int[0], "none");
    for (Parts parts : List.of(Parts.of(none, images), Parts.of(images, none))) {
      assertThatThrownBy(() -> NeighboursEvaluation.entry().require(parts))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "nearest neighbours need images but none has none: use a folder with more images");
    }
  }
}
