package org.likeness.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.likeness.features.FeatureKind;

final class FeatureClassifierTest {
  private static final Scaling SCALING = new Scaling(new float[] {1, 2}, new float[] {2, 0});
  private static final LinearLayer LAYER =
      new LinearLayer(new float[] {1, 5, -1, 5, 0, 5}, new float[] {0, 0, 1});

  private static FeatureClassifier of(LinearLayer layer, List<String> names) {
    return new FeatureClassifier(FeatureKind.HEAD, SCALING, layer, names, "hash", "linear");
  }

  /** x = (2 - 1) * 2 = 2 and 0, so the scores are 2, -2 and 1. */
  @Test
  void probabilitiesAreTheSoftmaxOfTheScores() {
    FeatureClassifier classifier = of(LAYER, List.of("cat", "dog"));
    double sum = Math.exp(2) + Math.exp(-2) + Math.exp(1);
    assertThat(classifier.probabilities(new float[] {2, 9}))
        .containsExactly(
            new double[] {Math.exp(2) / sum, Math.exp(-2) / sum, Math.exp(1) / sum}, within(1e-12));
    List<Answer> answers = classifier.answers(new float[] {2, 9}, 2);
    assertThat(answers.stream().map(Answer::name)).containsExactly("cat", "2");
    assertThat(classifier.answers(new float[] {2, 9}, 9)).hasSize(3);
  }

  /** h = relu(2 x0 - x1, -x0) of (1, -1) is (3, 0), so the scores are 3 and 1. */
  @Test
  void hiddenLayersComeBeforeTheLast() {
    LinearLayer first = new LinearLayer(new float[] {2, -1, -1, 0}, new float[2]);
    LinearLayer last = new LinearLayer(new float[] {1, 5, 0, 2}, new float[] {0, 1});
    for (boolean relu : new boolean[] {true, false}) {
      FeatureClassifier classifier = deep(List.of(new HiddenLayer(first, relu)), last);
      double[] p = classifier.probabilities(new float[] {1, -1});
      double second = relu ? 0 : -1;
      assertThat(Math.log(p[0] / p[1])).isCloseTo(3 + 5 * second - 1 - 2 * second, within(1e-9));
      assertThat(classifier.width()).isEqualTo(2);
    }
    LinearLayer wide = new LinearLayer(new float[6], new float[2]);
    assertThatThrownBy(() -> deep(List.of(new HiddenLayer(first, true)), wide))
        .hasMessage("a layer takes 3 values but the one in front gives 2");
  }

  private static FeatureClassifier deep(List<HiddenLayer> hidden, LinearLayer last) {
    return new FeatureClassifier(
        FeatureKind.HEAD, Scaling.none(2), hidden, last, List.of(), "hash", "training");
  }

  @Test
  void largeScoresDoNotOverflow() {
    LinearLayer large = new LinearLayer(new float[] {0, 0, 0, 0}, new float[] {9000, 8000});
    assertThat(of(large, List.of()).probabilities(new float[] {0, 0})).containsExactly(1, 0);
  }

  @Test
  void equalProbabilitiesAreInTheOrderOfClasses() {
    LinearLayer equal = new LinearLayer(new float[6], new float[3]);
    assertThat(of(equal, List.of()).answers(new float[] {3, 4}, 3).stream().map(Answer::label))
        .containsExactly(0, 1, 2);
  }

  @Test
  void sizesAreChecked() {
    assertThatThrownBy(() -> of(LAYER, List.of()).probabilities(new float[3]))
        .hasMessage("features must have 2 values but have 3");
    assertThatThrownBy(() -> of(new LinearLayer(new float[3], new float[1]), List.of()))
        .hasMessage("the scaling is of 2 features but the layer takes 3");
    assertThatThrownBy(() -> new LinearLayer(new float[3], new float[2]))
        .hasMessage("a layer of 3 weights cannot have 2 classes");
    assertThatThrownBy(() -> new Scaling(new float[2], new float[1]))
        .hasMessageStartingWith("mean and factor must have as many numbers");
  }
}
