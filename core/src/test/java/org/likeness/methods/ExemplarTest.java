package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.Batch;
import org.likeness.method.Ingredients;
import org.likeness.method.Step;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class ExemplarTest {
  private static final int N = 7;
  private static final int DIM = 5;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Exemplar method(double tau) {
    Ingredients in =
        new Ingredients(
            N,
            3,
            2,
            new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0),
            ViewOptions.defaults(8),
            new Preprocessing(8, 8, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)),
            new RandomSource(1));
    return new Exemplar(in, new Exemplar.Options(tau, DIM));
  }

  private static Tensor images() {
    RandomStream random = new RandomSource(2).stream(Purpose.EVALUATION, 0, 0);
    float[] pixels = new float[3 * 3 * 8 * 8];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return Tensors.of(pixels, 3, 3, 8, 8);
  }

  /** The formula in plain Java, on the embeddings that the loss reports. */
  @Test
  void theLossIsTheCrossEntropyOfTheImagesOwnNumber() {
    double tau = 0.2;
    Exemplar method = method(tau);
    long[] indices = {6, 0, 3};
    var loss =
        method.loss(
            new Batch(List.of(images()), Tensors.of(indices, 3), Optional.empty()),
            new Step(0, 10, 0, 1));
    double[] v = Tensors.doubles(loss.features());
    double[] w = Tensors.doubles(method.state().tensors().get("classes.weight"));
    double expected = 0;
    for (int b = 0; b < 3; b++) {
      double all = 0;
      for (int j = 0; j < N; j++) {
        all += Math.exp(dot(w, j, v, b) / tau);
      }
      expected -= (dot(w, Math.toIntExact(indices[b]), v, b) / tau - Math.log(all)) / 3;
    }
    assertThat(loss.value().item_double()).isCloseTo(expected, within(1e-5));
  }

  private static double dot(double[] w, int row, double[] v, int b) {
    double sum = 0;
    for (int k = 0; k < DIM; k++) {
      sum += w[row * DIM + k] * v[b * DIM + k];
    }
    return sum;
  }

  @Test
  void theEncoderHasNoClassWeights() {
    assertThat(method(1).encoder().network().weights().keySet())
        .noneMatch(name -> name.startsWith("classes"));
  }
}
