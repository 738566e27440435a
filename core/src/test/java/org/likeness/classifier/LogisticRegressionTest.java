package org.likeness.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class LogisticRegressionTest {
  private static final int ROWS = 40;
  private static final int WIDTH = 3;
  private static final int CLASSES = 3;
  private static final double DECAY = 0.01;

  private final float[] values = new float[ROWS * WIDTH];
  private final long[] labels = new long[ROWS];

  LogisticRegressionTest() {
    RandomStream random = new RandomSource(6).stream(Purpose.EVALUATION, 0, 0);
    for (int i = 0; i < ROWS; i++) {
      labels[i] = i % CLASSES;
      for (int k = 0; k < WIDTH; k++) {
        values[i * WIDTH + k] = random.nextGaussian(1) + (k == labels[i] ? 1 : 0);
      }
    }
  }

  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** Gradient of the mean cross-entropy plus half the decay times the squared weights. */
  private double[] gradient(LinearLayer layer) {
    double[] gradient = new double[CLASSES * (WIDTH + 1)];
    for (int i = 0; i < ROWS; i++) {
      double[] p = new double[CLASSES];
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        double score = layer.bias()[c];
        for (int k = 0; k < WIDTH; k++) {
          score += layer.weight()[c * WIDTH + k] * values[i * WIDTH + k];
        }
        p[c] = Math.exp(score);
        sum += p[c];
      }
      for (int c = 0; c < CLASSES; c++) {
        double error = (p[c] / sum - (c == labels[i] ? 1 : 0)) / ROWS;
        for (int k = 0; k < WIDTH; k++) {
          gradient[c * (WIDTH + 1) + k] += error * values[i * WIDTH + k];
        }
        gradient[c * (WIDTH + 1) + WIDTH] += error;
      }
    }
    for (int c = 0; c < CLASSES; c++) {
      for (int k = 0; k <= WIDTH; k++) {
        double weight = k < WIDTH ? layer.weight()[c * WIDTH + k] : layer.bias()[c]; // both decay
        gradient[c * (WIDTH + 1) + k] += DECAY * weight;
      }
    }
    return gradient;
  }

  private void train(LogisticRegression model, int steps) {
    for (int step = 0; step < steps; step++) {
      try (Scope scope = Scope.open()) {
        Tensor rows = Tensors.of(values, ROWS, WIDTH);
        model.step(rows, Tensors.of(labels, ROWS), 0.3, DECAY);
      }
    }
  }

  @Test
  void reachesTheMinimumOfTheObjective() {
    try (LogisticRegression model = new LogisticRegression(WIDTH, CLASSES, true)) {
      train(model, 1500);
      assertThat(gradient(model.layer()))
          .containsExactly(new double[CLASSES * (WIDTH + 1)], within(1e-5));
    }
  }

  @Test
  void restartingForgetsEverything() {
    try (LogisticRegression model = new LogisticRegression(WIDTH, CLASSES, false)) {
      train(model, 3);
      LinearLayer first = model.layer();
      model.restart();
      assertThat(model.layer().weight()).containsOnly(0f);
      train(model, 3);
      assertThat(model.layer().weight()).isEqualTo(first.weight());
      assertThat(model.layer().bias()).isEqualTo(first.bias());
    }
  }
}
