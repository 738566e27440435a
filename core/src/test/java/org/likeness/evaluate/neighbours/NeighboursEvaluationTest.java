package org.likeness.evaluate.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.contract.KnowingEmbedder;
import org.likeness.contract.KnownImages;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.FeatureProgress;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.random.RandomSource;
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
}
