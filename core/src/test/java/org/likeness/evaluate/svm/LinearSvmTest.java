package org.likeness.evaluate.svm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

final class LinearSvmTest {
  private static final int ROWS = 120;
  private static final int WIDTH = 5;
  private static final int CLASSES = 3;
  private static final double C = 0.5;

  private final float[] values = new float[ROWS * WIDTH];
  private final int[] labels = new int[ROWS];

  LinearSvmTest() {
    RandomStream random = new RandomSource(2).stream(Purpose.EVALUATION, 0, 0);
    for (int i = 0; i < ROWS; i++) {
      labels[i] = i % CLASSES;
      for (int k = 0; k < WIDTH; k++) {
        values[i * WIDTH + k] = random.nextGaussian(1) + (k == labels[i] ? 1.5f : 0);
      }
    }
  }

  /** The objective by definition, of one class; the bias last. */
  private double objective(double[] w, int positive) {
    double sum = 0;
    for (double value : w) {
      sum += value * value / 2;
    }
    for (int i = 0; i < ROWS; i++) {
      double slack = Math.max(0, 1 - sign(i, positive) * score(w, i));
      sum += C * slack * slack;
    }
    return sum;
  }

  private double sign(int row, int positive) {
    return labels[row] == positive ? 1 : -1;
  }

  private double score(double[] w, int row) {
    double score = w[WIDTH];
    for (int k = 0; k < WIDTH; k++) {
      score += w[k] * values[row * WIDTH + k];
    }
    return score;
  }

  /** By gradient descent, slowly. */
  private double[] minimised(int positive) {
    double[] w = new double[WIDTH + 1];
    for (int step = 0; step < 5000; step++) {
      double[] gradient = w.clone();
      for (int i = 0; i < ROWS; i++) {
        double slack = Math.max(0, 1 - sign(i, positive) * score(w, i));
        for (int k = 0; k <= WIDTH; k++) {
          double x = k == WIDTH ? 1 : values[i * WIDTH + k];
          gradient[k] -= 2 * C * slack * sign(i, positive) * x;
        }
      }
      for (int k = 0; k <= WIDTH; k++) {
        w[k] -= 1e-3 * gradient[k];
      }
    }
    return w;
  }

  @Test
  void minimisesTheObjectiveOfEachClass() {
    LinearSvm.Weights trained = new LinearSvm(values, WIDTH, labels, CLASSES).train(C);
    for (int c = 0; c < CLASSES; c++) {
      double[] w = new double[WIDTH + 1];
      System.arraycopy(trained.weights(), c * WIDTH, w, 0, WIDTH);
      w[WIDTH] = trained.biases()[c];
      double least = objective(minimised(c), c);
      assertThat(objective(w, c)).isBetween(least - 1e-6, 1.01 * least);
    }
  }

  /** Not even where all others are refused as well: its score is that of a sure no. */
  @Test
  void aClassWithoutRowsIsNeverPredicted() {
    LinearSvm.Weights trained = new LinearSvm(values, WIDTH, labels, CLASSES + 1).train(C);
    assertThat(trained.biases()[CLASSES]).isEqualTo(-1);
    for (int k = 0; k < WIDTH; k++) {
      assertThat(trained.weights()[CLASSES * WIDTH + k]).isZero();
    }
  }

  /**
   * Every row is predicted by machines that did not see it: those of random labels are as chance.
   */
  @Test
  void crossValidationPredictsRowsThatItDidNotLearnFrom() {
    int[] parts = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      parts[i] = i / CLASSES % 3;
    }
    double informed = new LinearSvm(values, WIDTH, labels, CLASSES).crossValidated(C, parts, 3);
    assertThat(informed).isBetween(0.6, 0.95);
    int[] others = labels.clone();
    new RandomSource(4).stream(Purpose.EVALUATION, 0, 0).shuffle(others);
    double random = new LinearSvm(values, WIDTH, others, CLASSES).crossValidated(C, parts, 3);
    assertThat(random).isCloseTo(1.0 / CLASSES, within(0.15));
  }
}
