package org.likeness.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.error.RunException;
import org.likeness.io.Json;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class ClassificationTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Classification of(float[] scores, int classes, int... labels) {
    try (Scope scope = Scope.openNoGrad()) {
      return Classification.of(Tensors.of(scores, labels.length, classes), labels);
    }
  }

  /** Three of class 0, two of them right; one of class 1, right; one of class 2, wrong. */
  @Test
  void measuresByHand() {
    float[] scores = {3, 2, 1, 9, 0, 0, 1, 2, 3, 0, 5, 1, 0, 2, 1};
    Classification found = of(scores, 3, 0, 0, 0, 1, 2);
    assertThat(found.top(1)).isCloseTo(3 / 5.0, within(1e-12));
    assertThat(found.top(2)).isCloseTo(4 / 5.0, within(1e-12));
    assertThat(found.top(3)).isEqualTo(1);
    assertThat(found.balanced()).isCloseTo((2 / 3.0 + 1 + 0) / 3, within(1e-12));
    assertThat(found.confusion())
        .isEqualTo(Map.of(0, Map.of(0, 2, 2, 1), 1, Map.of(1, 1), 2, Map.of(1, 1)));
  }

  @Test
  void equalScoresAreOrderedByClass() {
    Classification found = of(new float[] {1, 1, 1, 1, 1, 1}, 3, 0, 2);
    assertThat(found.top(1)).isEqualTo(0.5);
    assertThat(found.top(2)).isEqualTo(0.5);
    assertThat(found.top(3)).isEqualTo(1);
  }

  /** It counts in every share, also in that of all classes. */
  @Test
  void aClassThatWasNotLearnedIsNeverPredicted() {
    Classification found = of(new float[] {2, 1, 1, 2}, 2, 0, 4);
    assertThat(found.top(9)).isEqualTo(0.5);
    assertThat(found.balanced()).isEqualTo(0.5);
    assertThat(found.confusion().get(4)).isEqualTo(Map.of(1, 1));
  }

  @Test
  void randomScoresHaveTheShareOfChanceAtEveryK() {
    int images = 4000;
    int classes = 8;
    RandomStream random = new RandomSource(3).stream(Purpose.EVALUATION, 0, 0);
    float[] scores = new float[images * classes];
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      labels[i] = random.nextInt(classes);
      for (int c = 0; c < classes; c++) {
        scores[i * classes + c] = random.nextFloat();
      }
    }
    Classification found = of(scores, classes, labels);
    for (int k = 1; k <= classes; k++) {
      double chance = (double) k / classes;
      double deviation = Math.sqrt(chance * (1 - chance) / images);
      assertThat(found.top(k)).isCloseTo(chance, within(4 * deviation + 1e-12));
    }
  }

  @Test
  void aReportNamesTheClassesThatHaveImages() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    Classification found = of(new float[] {2, 1, 0, 2, 1, 0, 0, 0, 1}, 3, 0, 1, 1);
    found.addTo(body, new RandomSource(0).stream(Purpose.EVALUATION, 0, 0));
    found.addClassesTo(body, List.of("cat", "dog"));
    assertThat(body.path("accuracy_low").doubleValue()).isBetween(0.0, 1 / 3.0);
    assertThat(body.path("accuracy_high").doubleValue()).isBetween(1 / 3.0, 1.0);
    assertThat(body.has("top5_accuracy")).isFalse();
    assertThat(Json.line(body.path("per_class")))
        .isEqualTo(
            """
            [{"class":"cat","images":1,"accuracy":1.0,"predicted":{"cat":1}},\
            {"class":"dog","images":2,"accuracy":0.0,"predicted":{"cat":1,"2":1}}]""");
  }

  @Test
  void needsOneLabelPerRow() {
    assertThatThrownBy(() -> of(new float[] {1, 2}, 1, 0)).hasMessageContaining("do not fill");
    try (Scope scope = Scope.openNoGrad()) {
      assertThatThrownBy(
              () -> Classification.of(Tensors.of(new float[] {1, 2}, 2, 1), new int[] {0}))
          .hasMessageStartingWith("scores must be [n, classes] with one label per row");
    }
  }

  /** Not a number is neither more nor less than any other: its class would always be the first. */
  @Test
  void scoresThatAreNotFiniteAreRefused() {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> of(new float[] {1, 0, 0, wrong}, 2, 0, 1))
          .isInstanceOf(RunException.class)
          .hasMessageStartingWith("the scores of the classifier are not all finite");
    }
  }

  /** By rank 1 to 6 of the true class: five of six are among the first five. */
  @Test
  void aReportOfSixClassesHasTheTopFiveAndChance() {
    float[] scores = new float[36];
    for (int i = 0; i < 36; i++) {
      scores[i] = -(i % 6);
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    of(scores, 6, 0, 1, 2, 3, 4, 5)
        .addTo(body, new RandomSource(0).stream(Purpose.EVALUATION, 0, 0));
    assertThat(body.path("accuracy").doubleValue()).isCloseTo(1 / 6.0, within(1e-12));
    assertThat(body.path("top5_accuracy").doubleValue()).isCloseTo(5 / 6.0, within(1e-12));
    assertThat(body.path("balanced_accuracy").doubleValue()).isCloseTo(1 / 6.0, within(1e-12));
    assertThat(body.path("classes").intValue()).isEqualTo(6);
    assertThat(body.path("chance").doubleValue()).isCloseTo(1 / 6.0, within(1e-12));
    assertThat(body.path("accuracy_high").doubleValue()).isLessThan(5 / 6.0);
  }
}
