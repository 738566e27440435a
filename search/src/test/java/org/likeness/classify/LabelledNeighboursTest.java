package org.likeness.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.classifier.Answer;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.search.WrittenTables;
import org.likeness.table.EmbeddingTable;

final class LabelledNeighboursTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-5);

  @TempDir Path temp;

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double first = 0;
    double second = 0;
    for (int j = 0; j < a.length; j++) {
      product += (double) a[j] * b[j];
      first += (double) a[j] * a[j];
      second += (double) b[j] * b[j];
    }
    return product / Math.sqrt(first * second);
  }

  /** By the formula of the paper, over all rows. */
  @Test
  void votesAreThoseOfTheFormula() {
    float[][] vectors = {{1, 0}, {0.9f, 0.1f}, {0.8f, 0.6f}, {0, 1}, {-1, 0.2f}, {0.7f, 0.7f}};
    List<String> labels = List.of("cat", "dog", "cat", "", "bird", "dog");
    EmbeddingTable table = WrittenTables.of(temp, vectors, labels);
    float[] query = {2, 0.3f};
    int k = 4;
    double tau = 0.1;
    int[] nearest =
        IntStream.range(0, vectors.length)
            .filter(row -> !labels.get(row).isEmpty())
            .boxed()
            .sorted(Comparator.comparingDouble(row -> -cosine(query, vectors[row])))
            .mapToInt(Integer::intValue)
            .toArray();
    Map<String, Double> votes = new TreeMap<>();
    Arrays.stream(nearest)
        .limit(k)
        .forEach(
            row ->
                votes.merge(
                    labels.get(row), Math.exp(cosine(query, vectors[row]) / tau), Double::sum));
    double sum = votes.values().stream().mapToDouble(Double::doubleValue).sum();
    try (LabelledNeighbours neighbours = LabelledNeighbours.of(table, k, tau)) {
      assertThat(neighbours.classes()).containsExactly("bird", "cat", "dog");
      Explanation explanation = neighbours.classify(query, 3);
      assertThat(explanation.answers()).hasSize(votes.size());
      for (Answer answer : explanation.answers()) {
        assertThat(answer.probability()).isCloseTo(votes.get(answer.name()) / sum, CLOSE);
      }
      assertThat(explanation.answers())
          .isSortedAccordingTo(Comparator.comparingDouble(Answer::probability).reversed());
      assertThat(explanation.reasons().stream().map(Reason::row))
          .containsExactly(nearest[0], nearest[1], nearest[2]);
      assertThat(explanation.reasons().get(1).similarity())
          .isCloseTo(cosine(query, vectors[nearest[1]]), CLOSE);
      assertThat(explanation.reasons().get(1).label()).isEqualTo(labels.get(nearest[1]));
    }
  }

  /**
   * Of pixels the mean of the table is subtracted, from queries too, also where some have no label.
   */
  @Test
  void aPartlyLabelledTableOfPixelsIsCentred() {
    float[][] vectors = {{10, 11}, {11, 10}, {12, 10}, {10, 12}};
    EmbeddingTable table =
        WrittenTables.of(temp, vectors, List.of("up", "right", "", ""), FeatureKind.PIXELS);
    try (LabelledNeighbours neighbours = LabelledNeighbours.of(table, 2, 0.07)) {
      Explanation explanation = neighbours.classify(new float[] {10.5f, 12}, 2);
      assertThat(explanation.answers().get(0).name()).isEqualTo("up");
      float[] query = {10.5f - 10.75f, 12 - 10.75f};
      assertThat(explanation.reasons().get(0).similarity())
          .isCloseTo(cosine(query, new float[] {10 - 10.75f, 11 - 10.75f}), CLOSE);
    }
  }

  @Test
  void moreNeighboursThanImagesAreAllImages() {
    EmbeddingTable table =
        WrittenTables.of(temp, new float[][] {{1, 0}, {0, 1}}, List.of("a", "b"));
    try (LabelledNeighbours neighbours = LabelledNeighbours.of(table, 200, 0.07)) {
      Explanation explanation = neighbours.classify(new float[] {1, 1}, 9);
      assertThat(explanation.answers()).hasSize(2);
      assertThat(explanation.answers().get(0).probability()).isCloseTo(0.5, CLOSE);
      assertThat(explanation.reasons()).hasSize(2);
    }
  }

  @Test
  void withoutLabelsThereIsNoClass() {
    EmbeddingTable table = WrittenTables.of(temp, new float[][] {{1, 0}}, List.of(""));
    assertThatThrownBy(() -> LabelledNeighbours.of(table, 5, 0.07))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("no image of the table of somewhere has a label");
    EmbeddingTable labelled =
        WrittenTables.of(temp.resolve("b"), new float[][] {{1, 0}}, List.of("a"));
    assertThatThrownBy(() -> LabelledNeighbours.of(labelled, 0, 0.07))
        .hasMessage("the number of neighbours must be at least 1 but is 0");
    assertThatThrownBy(() -> LabelledNeighbours.of(labelled, 1, 0))
        .hasMessage("tau must be above 0 but is 0.0");
  }
}
