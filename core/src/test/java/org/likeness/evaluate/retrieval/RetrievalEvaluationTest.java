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

  private static Report report(KnownImages images, KnowingEmbedder embedder, String by) {
    return report(images, embedder, by, List.of(1));
  }

  private static Report report(
      KnownImages images, KnowingEmbedder embedder, String by, List<Integer> recall) {
    Subset all = new Subset(images, IntStream.range(0, images.size()).toArray(), "all");
    try (Subject subject = subject(embedder, all, FeatureProgress.NONE)) {
      return RetrievalEvaluation.entry().evaluate(new RetrievalOptions(recall, 0, by), subject);
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
