package org.likeness.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.likeness.contract.KnowingEmbedder;
import org.likeness.contract.KnownImages;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.FeatureProgress;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.random.RandomSource;

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
}
