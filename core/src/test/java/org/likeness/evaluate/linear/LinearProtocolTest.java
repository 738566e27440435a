package org.likeness.evaluate.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.likeness.classifier.LogisticRegression;
import org.likeness.optim.Schedule;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class LinearProtocolTest {
  /** 30, times 0.1 at 60 and at 80 of 100 epochs, whatever the batch. */
  @Test
  void mocoLowersItsRateTwice() {
    Schedule rate = LinearProtocol.MOCO.schedule(LinearProtocol.MOCO.rate(64), 100, 5);
    assertThat(rate.at(0)).isEqualTo(30);
    assertThat(rate.at(60 * 5 - 1)).isEqualTo(30);
    assertThat(rate.at(60 * 5)).isCloseTo(3, within(1e-12));
    assertThat(rate.at(80 * 5)).isCloseTo(0.3, within(1e-12));
  }

  /** 0.1 * 4096 / 256, half of it in the middle. */
  @Test
  void simclrScalesItsRateWithTheBatch() {
    double base = LinearProtocol.SIMCLR.rate(4096);
    assertThat(base).isCloseTo(1.6, within(1e-12));
    assertThat(LinearProtocol.SIMCLR.schedule(base, 90, 2).at(90)).isCloseTo(0.8, within(1e-12));
    assertThat(LinearProtocol.SIMCLR.decay()).isEqualTo(1e-6);
  }

  /** 30, a fifth of the rate before at 30, 40 and 50 of 60 epochs, whatever the batch. */
  @Test
  void cmcLowersItsRateThreeTimes() {
    Schedule rate = LinearProtocol.CMC.schedule(LinearProtocol.CMC.rate(64), 60, 5);
    double[] expected = {30, 6, 1.2, 0.24};
    for (int i = 0; i < 4; i++) {
      assertThat(rate.at(i == 0 ? 0 : (20 + 10 * i) * 5L)).isCloseTo(expected[i], within(1e-12));
      assertThat(rate.at((30 + 10 * i) * 5L - 1)).isCloseTo(expected[i], within(1e-12));
    }
    assertThat(LinearProtocol.CMC.epochs()).isEqualTo(60);
    assertThat(LinearProtocol.CMC.optimizer()).isEqualTo("SGD");
  }

  /** 1.6 at its batch of 4096, half of it in the middle of 90 epochs. */
  @Test
  void simsiamScalesItsRateWithTheBatch() {
    LinearProtocol protocol = LinearProtocol.SIMSIAM;
    double base = protocol.rate(protocol.batch());
    assertThat(base).isCloseTo(1.6, within(1e-12));
    assertThat(protocol.schedule(base, protocol.epochs(), 2).at(90)).isCloseTo(0.8, within(1e-12));
    assertThat(protocol.decay()).isZero();
    assertThat(protocol.optimizer()).isEqualTo("LARS");
  }

  /** One row (3, 4) of the first of two classes, by LARC's formula for weights and biases. */
  @Test
  void simsiamAdaptsTheRateOfWeightsAndBiases() {
    Torch.require();
    double rate = 0.2;
    double[][] tensors = {new double[4], new double[2]};
    double[][] velocities = {new double[4], new double[2]};
    try (LogisticRegression model = LinearProtocol.SIMSIAM.classifier(2, 2)) {
      for (int step = 0; step < 4; step++) {
        try (Scope scope = Scope.open()) {
          Tensor rows = Tensors.of(new float[] {3, 4}, 1, 2);
          model.step(rows, Tensors.of(new long[] {0}, 1), rate, 0);
        }
        larc(tensors, velocities, rate);
        assertThat(doubles(model.layer().weight())).containsExactly(tensors[0], within(1e-5));
        assertThat(doubles(model.layer().bias())).containsExactly(tensors[1], within(1e-5));
      }
    }
  }

  private static void larc(double[][] tensors, double[][] velocities, double rate) {
    double[] w = tensors[0];
    double[] b = tensors[1];
    double difference = (w[0] - w[2]) * 3 + (w[1] - w[3]) * 4 + b[0] - b[1];
    double error = 1 / (1 + Math.exp(difference)); // the probability of the other class
    double[][] gradients = {
      {-3 * error, -4 * error, 3 * error, 4 * error}, {-error, error},
    };
    for (int t = 0; t < 2; t++) {
      double size = norm(tensors[t]);
      double ratio = size == 0 ? 1 : 0.001 * size / norm(gradients[t]);
      for (int i = 0; i < tensors[t].length; i++) {
        velocities[t][i] = 0.9 * velocities[t][i] + ratio * gradients[t][i];
        tensors[t][i] -= rate * velocities[t][i];
      }
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
  }

  /** As the authors' code has them: rate at their batch, epochs, batch, decay. */
  @Test
  void theSettingsAreThoseOfTheAuthors() {
    protocol(LinearProtocol.FEATURES, 0, 30, 256, 0);
    protocol(LinearProtocol.CMC, 30, 60, 256, 0);
    protocol(LinearProtocol.MOCO, 30, 100, 256, 0);
    protocol(LinearProtocol.MOCO_V3, 0.1 * 1024 / 256, 90, 1024, 0);
    protocol(LinearProtocol.SIMCLR, 0.1 * 4096 / 256, 90, 4096, 1e-6);
    protocol(LinearProtocol.BYOL, 0.2 * 4096 / 256, 80, 4096, 0);
    protocol(LinearProtocol.SWAV, 0.3, 100, 256, 1e-6);
    protocol(LinearProtocol.SIMSIAM, 0.1 * 4096 / 256, 90, 4096, 0);
    protocol(LinearProtocol.DINO, 0.001 * 1024 / 256, 100, 1024, 0);
    assertThat(LinearProtocol.SWAV.rate(64)).as("whatever the batch").isEqualTo(0.3);
    assertThat(LinearProtocol.DINO.rate(512)).as("half the batch").isCloseTo(0.002, within(1e-12));
  }

  private static void protocol(
      LinearProtocol protocol, double rate, int epochs, int batch, double decay) {
    assertThat(protocol.rate(batch)).as(protocol.name()).isCloseTo(rate, within(1e-12));
    assertThat(protocol.epochs()).as(protocol.name()).isEqualTo(epochs);
    assertThat(protocol.batch()).as(protocol.name()).isEqualTo(batch);
    assertThat(protocol.decay()).as(protocol.name()).isEqualTo(decay);
  }

  /**
   * Two steps with the same gradient up to 1e-4, the second 1.9 times as long; by Nesterov's
   * momentum both look ahead, 1.9 and 2.71 times the gradient.
   */
  @Test
  void simclrAndByolLookAhead() {
    Torch.require();
    for (LinearProtocol protocol : LinearProtocol.values()) {
      boolean ahead = protocol == LinearProtocol.SIMCLR || protocol == LinearProtocol.BYOL;
      if (protocol == LinearProtocol.SIMSIAM) {
        continue; // LARS
      }
      try (LogisticRegression model = protocol.classifier(1, 2);
          Scope scope = Scope.open()) {
        double last = 0;
        for (double factor : ahead ? new double[] {1.9, 2.71} : new double[] {1, 1.9}) {
          model.step(Tensors.of(new float[] {1}, 1, 1), Tensors.of(new long[] {0}, 1), 1e-5, 0);
          double now = model.layer().weight()[0]; // the gradient is -0.5
          assertThat((now - last) / 0.5e-5).as(protocol.name()).isCloseTo(factor, within(1e-3));
          last = now;
        }
      }
    }
  }
}
