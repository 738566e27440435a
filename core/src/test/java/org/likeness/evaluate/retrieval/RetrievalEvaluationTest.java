package org.likeness.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.likeness.contract.KnowingEmbedder;
import org.likeness.contract.KnownImages;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Score;
import org.likeness.evaluate.Subject;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Vectors;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.io.Json;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;

final class RetrievalEvaluationTest {
  /** Two of one class among four images: three others, one of the class, for two of the queries. */
  @Test
  void chanceByHand() {
    int[] labels = {0, 0, 1, 2};
    assertThat(RetrievalEvaluation.chance(labels, 1)).isCloseTo(2 / 4.0 / 3, within(1e-12));
    assertThat(RetrievalEvaluation.chance(labels, 2)).isCloseTo(2 / 4.0 * 2 / 3, within(1e-12));
    assertThat(RetrievalEvaluation.chance(labels, 3)).isCloseTo(2 / 4.0, within(1e-12));
    assertThat(RetrievalEvaluation.chance(labels, 9)).isCloseTo(2 / 4.0, within(1e-12));
    assertThat(RetrievalEvaluation.chance(new int[] {5, 5, 5}, 1)).isEqualTo(1);
  }

  @Test
  void anImageAloneInItsClassIsNeverFound() {
    int[][] neighbours = {{1, 2}, {2, 0}, {0, 1}};
    assertThat(RetrievalEvaluation.ranks(neighbours, new int[] {4, 4, 7}))
        .containsExactly(1, 2, Integer.MAX_VALUE);
  }

  @Test
  void informationOfEqualAndOfConstantLabellings() {
    MutualInformation equal = MutualInformation.of(new int[] {0, 0, 1, 2}, new int[] {5, 5, 3, 9});
    assertThat(equal.arithmetic()).isCloseTo(1, within(1e-12));
    assertThat(equal.geometric()).isCloseTo(1, within(1e-12));
    MutualInformation constant = MutualInformation.of(new int[] {0, 1, 2}, new int[] {1, 1, 1});
    assertThat(constant.mutual()).isCloseTo(0, within(1e-12));
    assertThat(constant.arithmetic()).isCloseTo(0, within(1e-12));
    assertThat(constant.geometric()).isEqualTo(0);
    assertThat(MutualInformation.of(new int[] {1, 1}, new int[] {0, 0}).arithmetic()).isEqualTo(1);
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(
            () -> RetrievalEvaluation.entry().create(new RetrievalOptions(List.of(), 1, "")))
        .hasMessageStartingWith("recall ");
  }

  /** Each vector is nearest to that of its pair, which is of another class. */
  @Test
  void theFigureIsRecallOverK() {
    KnownImages images = new KnownImages(12, true);
    KnowingEmbedder constant =
        new KnowingEmbedder(images, false, 2, number -> new float[] {1, number});
    Report several = report(images, constant, "", List.of(1, 2, 4));
    Figure figure = RetrievalEvaluation.entry().reader().figure(several).orElseThrow();
    assertThat(Figures.svg(figure)).contains("Images with one of their class", "recall, %");
    assertThat(RetrievalEvaluation.entry().reader().figure(report(images, constant, "")))
        .as("one K is no curve")
        .isEmpty();
  }

  @Test
  void theClusteringIsCancelled() {
    KnownImages images = new KnownImages(12, true);
    KnowingEmbedder spread =
        new KnowingEmbedder(images, false, 2, number -> new float[] {1, number});
    Subset all = new Subset(images, IntStream.range(0, images.size()).toArray(), "all");
    FeatureProgress once = (done, total) -> done > 0;
    try (Subject subject = subject(spread, all, once)) {
      RetrievalOptions clustered = new RetrievalOptions(List.of(1), 2, "");
      assertThatThrownBy(() -> RetrievalEvaluation.entry().evaluate(clustered, subject))
          .isInstanceOf(CancellationException.class)
          .hasMessage("the clustering was cancelled");
    }
  }

  @Test
  void aColumnTakesThePlaceOfClasses() {
    KnownImages images = new KnownImages(12, true); // groups are pairs of neighbouring numbers
    KnowingEmbedder byGroup =
        new KnowingEmbedder(
            images,
            false,
            2,
            number -> {
              double angle = (number - number % 2) / 2.0;
              return new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
            });
    Report grouped = report(images, byGroup, "group");
    assertThat(grouped.json().at("/recall/1").doubleValue()).isEqualTo(1);
    assertThat(grouped.json().path("by").asText()).isEqualTo("group");
    assertThat(grouped.json().path("protocol").asText()).contains("for the same group");
    Report classes = report(images, byGroup, "");
    assertThat(classes.json().at("/recall/1").doubleValue()).isEqualTo(0);
    assertThat(classes.json().has("by")).isFalse();
  }

  private static KnowingEmbedder equal(KnownImages images) {
    return new KnowingEmbedder(images, false, 2, number -> new float[] {0, 1});
  }

  private static KnowingEmbedder byClass(KnownImages images) {
    return new KnowingEmbedder(
        images,
        false,
        KnownImages.CLASSES,
        number -> {
          float[] vector = new float[KnownImages.CLASSES];
          vector[number % KnownImages.CLASSES] = 1;
          return vector;
        });
  }

  /** Five images of the classes 0, 1, 2, 0 and 1: all but that alone in its class find another. */
  @Test
  void asManyAsThereAreAndMore() {
    KnownImages images = new KnownImages(5, true);
    RetrievalOptions options = new RetrievalOptions(List.of(5, 4, 100), 0, "");
    Report report = report(images, equal(images), options, 0, 1, 2, 3, 4);
    for (String k : List.of("5", "4", "100")) {
      assertThat(report.json().path("recall").path(k).doubleValue()).as("K = " + k).isEqualTo(0.8);
    }
    assertThat(report.number("chance")).as("of K = 5").isEqualTo(0.8, within(1e-12));
  }

  @Test
  void oneClassIsAlwaysFound() {
    KnownImages images = new KnownImages(9, true);
    RetrievalOptions options = new RetrievalOptions(List.of(1, 2), 2, "");
    Report report = report(images, byClass(images), options, 1, 4, 7);
    assertThat(report.json().at("/recall/1").doubleValue()).isEqualTo(1);
    assertThat(report.json().at("/recall/2").doubleValue()).isEqualTo(1);
    assertThat(report.number("recall_low")).isEqualTo(1);
    assertThat(report.number("chance")).isEqualTo(1);
    assertThat(report.number("classes")).isEqualTo(1);
    assertThat(report.number("nmi_arithmetic")).as("one class, one cluster").isEqualTo(1);
    assertThat(report.number("nmi_geometric")).isEqualTo(1);
    assertThat(report.json().has("nmi_geometric_low")).as("of 3 images").isFalse();
  }

  /** Clusters that are the classes have no doubt; vectors that say nothing have some. */
  @Test
  void theInformationOfTwentyImagesHasAnInterval() {
    KnownImages images = new KnownImages(20, true);
    int[] all = IntStream.range(0, 20).toArray();
    RetrievalOptions options = new RetrievalOptions(List.of(1), 1, "");
    Report sure = report(images, byClass(images), options, all);
    assertThat(sure.number("nmi_arithmetic_low")).isCloseTo(1, within(1e-9));
    assertThat(sure.number("nmi_geometric_high")).isCloseTo(1, within(1e-9));
    KnowingEmbedder scattered =
        new KnowingEmbedder(
            images,
            false,
            2,
            number -> new float[] {(float) Math.sin(7.0 * number), (float) Math.cos(7.0 * number)});
    Report unsure = report(images, scattered, options, all);
    double value = unsure.number("nmi_geometric");
    assertThat(unsure.number("nmi_geometric_low")).isLessThan(value - 0.01);
    assertThat(unsure.number("nmi_geometric_high")).isGreaterThan(value + 0.01);
    assertThat(RetrievalEvaluation.entry().reader().remarks(unsure))
        .hasSize(2)
        .last()
        .asString()
        .startsWith("NMI, arithmetic, is between ");
  }

  /**
   * Six equal vectors of the classes 0, 1, 2, 0, 1 and 2. Equal similarities are ordered by number:
   * the nearest of image 0 is 1, that of all others is 0, which is of the class of image 3 alone.
   * Among three, 0 finds 3, 3 finds 0, 4 finds 1 and 5 finds 2; among four 1 finds 4 as well.
   */
  @Test
  void equalSimilaritiesAreOrderedByNumber() {
    KnownImages images = new KnownImages(6, true);
    RetrievalOptions options = new RetrievalOptions(List.of(1, 3, 4, 5), 1, "");
    Report report = report(images, equal(images), options, 0, 1, 2, 3, 4, 5);
    assertThat(report.json().at("/recall/1").doubleValue()).isEqualTo(1 / 6.0, within(1e-12));
    assertThat(report.json().at("/recall/3").doubleValue()).isEqualTo(4 / 6.0, within(1e-12));
    assertThat(report.json().at("/recall/4").doubleValue()).isEqualTo(5 / 6.0, within(1e-12));
    assertThat(report.json().at("/recall/5").doubleValue()).isEqualTo(1);
    assertThat(report.number("nmi_arithmetic")).isBetween(0.0, 1.0);
  }

  private static Report report(KnownImages images, KnowingEmbedder embedder, String by) {
    return report(images, embedder, by, List.of(1));
  }

  private static Report report(
      KnownImages images, KnowingEmbedder embedder, String by, List<Integer> recall) {
    int[] all = IntStream.range(0, images.size()).toArray();
    return report(images, embedder, new RetrievalOptions(recall, 0, by), all);
  }

  private static Report report(
      KnownImages images, KnowingEmbedder embedder, RetrievalOptions options, int... numbers) {
    Subset all = new Subset(images, numbers, "all");
    try (Subject subject = subject(embedder, all, FeatureProgress.NONE)) {
      return RetrievalEvaluation.entry().evaluate(options, subject);
    }
  }

  private static Subject subject(KnowingEmbedder embedder, Subset all, FeatureProgress progress) {
    return new Subject(
        embedder,
        Parts.of(all, all),
        new RandomSource(0),
        LoaderOptions.everyImage(4).withWorkers(1),
        "last",
        progress);
  }

  /**
   * Four images of the classes 0, 1, 2 and 0 close to each other in one cluster, one of class 1 and
   * one of class 2 in clusters of their own: by hand, the two means of the entropies differ.
   */
  @Test
  void mutualInformationIsOverEitherMeanOfTheEntropies() {
    KnownImages images = new KnownImages(6, true);
    KnowingEmbedder three =
        new KnowingEmbedder(
            images,
            false,
            3,
            number ->
                number < 4
                    ? new float[] {1, 0.02f * number, 0}
                    : new float[] {0, number == 4 ? 1 : 0, number == 5 ? 1 : 0});
    Report report =
        report(images, three, new RetrievalOptions(List.of(1), 3, ""), 0, 1, 2, 3, 4, 5);
    double classes = Math.log(3);
    double clusters = 4 / 6.0 * Math.log(6 / 4.0) + 2 / 6.0 * Math.log(6);
    double mutual = classes + clusters - (2 / 6.0 * Math.log(3) + 4 / 6.0 * Math.log(6));
    assertThat(report.number("nmi_arithmetic"))
        .isCloseTo(2 * mutual / (classes + clusters), within(1e-9));
    assertThat(report.number("nmi_geometric"))
        .isCloseTo(mutual / Math.sqrt(classes * clusters), within(1e-9));
    assertThat(report.number("nmi_geometric"))
        .isGreaterThan(report.number("nmi_arithmetic") + 1e-3);
  }

  /** Four of six queries find one among three, one among one. */
  @Test
  void theFirstKHasTheIntervalAndTheChance() {
    KnownImages images = new KnownImages(6, true);
    RetrievalOptions three = new RetrievalOptions(List.of(3, 1), 0, "");
    Report report = report(images, equal(images), three, 0, 1, 2, 3, 4, 5);
    assertThat(report.number("chance")).isCloseTo(1 - 4 / 5.0 * 3 / 4 * 2 / 3, within(1e-12));
    assertThat(report.number("recall_low")).isBetween(0.1, 0.5);
    assertThat(report.number("recall_high")).isEqualTo(1);
    assertThat(report.json().at("/recall_intervals/3/0").doubleValue())
        .isEqualTo(report.number("recall_low"));
    assertThat(report.json().at("/recall_intervals/1/0").doubleValue()).isZero();
    assertThat(report.json().at("/recall_intervals/1/1").doubleValue()).isBetween(0.3, 0.7);
    RetrievalOptions one = new RetrievalOptions(List.of(1, 3), 0, "");
    Report other = report(images, equal(images), one, 0, 1, 2, 3, 4, 5);
    assertThat(other.number("chance")).isCloseTo(1 / 5.0, within(1e-12));
    assertThat(other.number("recall_low")).isZero();
    assertThat(other.number("recall_high")).isBetween(0.3, 0.7);
  }

  /** Of the images 0, 2, 3 and 5, which are of the classes 0, 2, 0 and 2; two cannot be decoded. */
  @Test
  void classesAreThoseOfTheImagesThatCanBeDecoded() {
    KnownImages images = new KnownImages(6, true);
    float[][] rows = {{1, 0}, {0, 1}, {1, 0}, {0, 1}};
    try (Subject subject =
        new Subject(
            equal(images),
            Parts.of(images, images),
            new RandomSource(0),
            LoaderOptions.everyImage(4).withWorkers(1),
            "last",
            FeatureProgress.NONE,
            (embedder, asked, loading, progress) ->
                new Vectors(Tensors.matrix(rows), new int[] {0, 2, 3, 5}, List.of()))) {
      Report report =
          RetrievalEvaluation.entry().evaluate(new RetrievalOptions(List.of(1), 1, ""), subject);
      assertThat(report.images()).isEqualTo(4);
      assertThat(report.json().at("/recall/1").doubleValue()).isEqualTo(1);
      assertThat(report.number("nmi_arithmetic")).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void itsNumbersAreShown() throws IOException {
    ObjectNode body = Json.object().put("images", 8).put("protocol", "said").put("chance", 0.125);
    body.put("recall_low", 0.25).put("recall_high", 0.5);
    body.set("recall", Json.parse("{\"2\":0.375,\"10\":0.75}"));
    Report plain = Report.of("retrieval", body);
    ReportReader reader = RetrievalEvaluation.entry().reader();
    assertThat(reader.table(plain))
        .containsExactly(List.of("recall@2", "recall@10"), List.of("37.50 %", "75.00 %"));
    Report clustered =
        Report.of("retrieval", body.put("nmi_arithmetic", 0.4).put("nmi_geometric", 0.5));
    assertThat(reader.table(clustered))
        .containsExactly(
            List.of("recall@2", "recall@10", "NMI, arithmetic", "NMI, geometric"),
            List.of("37.50 %", "75.00 %", "40.00 %", "50.00 %"));
    assertThat(reader.remarks(plain))
        .containsExactly(
            "recall@2 is between 25.0 % and 50.0 % with a confidence of 95 % (bootstrap over the images); random vectors have 12.5 %.");
    assertThat(reader.summary(plain))
        .containsExactly(Map.entry("recall@2", "37.5 %"), Map.entry("recall@10", "75.0 %"));
    assertThat(reader.metrics(plain)).containsExactly(Map.entry("recall", Metric.share(0.375)));
    assertThat(reader.score(plain)).contains(new Score(0.375, 0.125, 1));
    Figure expected =
        new Curves("Images with one of their class among the K nearest", "K", "recall, %")
            .vertical(0, 100)
            .caption(
                "said. recall@2 is between 25.0 % and 50.0 % with a confidence of 95 % (bootstrap over the images); random vectors have 12.5 %")
            .draw(List.of(new Curve("recall@K", List.of(2.0, 10.0), List.of(37.5, 75.0))));
    assertThat(Figures.svg(reader.figure(plain).orElseThrow())).isEqualTo(Figures.svg(expected));
  }
}
