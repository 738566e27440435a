package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.likeness.augment.PatchOptions;
import org.likeness.augment.PatchView;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.Batch;
import org.likeness.encoder.PatchesNetwork;
import org.likeness.error.InputException;
import org.likeness.method.Ingredients;
import org.likeness.method.Step;
import org.likeness.nn.Head;
import org.likeness.nn.MaskedContext;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class CpcTest {
  private static final int ROWS = 5;
  private static final int B = 2;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Cpc method(int steps, int skip, CellNegatives negatives) {
    return method(steps, skip, negatives, BackboneOptions.Norm.BATCH);
  }

  private static Cpc method(
      int steps, int skip, CellNegatives negatives, BackboneOptions.Norm norm) {
    Ingredients usual = IdentityBackbone.ingredients(8, B);
    Ingredients in =
        new Ingredients(
            8,
            B,
            4,
            new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0, norm, 1),
            ViewOptions.defaults(12),
            usual.preprocessing(),
            usual.random());
    Cpc.Options options =
        new Cpc.Options(
            new PatchOptions(4, 2, 0, 0), steps, skip, 6, 2, 8, negatives, 7, 0.1, false);
    return new Cpc(in, options);
  }

  private static Batch batch() {
    RandomStream random = new RandomSource(3).stream(Purpose.AUGMENTATION, 0, 0);
    float[] pixels = new float[B * ROWS * ROWS * 3 * 4 * 4];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    Tensor view = Tensors.of(pixels, B, ROWS * ROWS, 3, 4, 4).set_requires_grad(true);
    return new Batch(List.of(view), Tensors.of(new long[] {0, 1}, B), Optional.empty());
  }

  /** With the statistics of batch norm fixed: no mean of a batch tells of the patches below. */
  @Test
  void aPredictionSeesNoPatchBelowItsRow() {
    Cpc method = method(2, 1, CellNegatives.ALL);
    method.networks().forEach(network -> network.train(false));
    assertSeesNoPatchBelow(method);
  }

  /** With the norms of the papers, whose statistics are those of each patch alone, if any. */
  @ParameterizedTest
  @EnumSource(
      value = BackboneOptions.Norm.class,
      names = {"LAYER", "NONE"})
  void norInTraining(BackboneOptions.Norm norm) {
    Cpc method = method(2, 1, CellNegatives.ALL, norm);
    method.networks().forEach(network -> network.train(true));
    assertSeesNoPatchBelow(method);
  }

  /**
   * Through the whole method: what is predicted at a row depends on no pixel of the patches below
   * it, so the answer is not part of the question.
   */
  private static void assertSeesNoPatchBelow(Cpc method) {
    PatchesNetwork network = (PatchesNetwork) method.networks().get(0);
    MaskedContext context = (MaskedContext) method.networks().get(1);
    Head predictions = (Head) method.networks().get(2);
    for (int row = 0; row < ROWS; row++) {
      Tensor x = batch().view(0);
      Tensor z = network.patchFeatures(x);
      Tensor c = context.forward(z.view(B, ROWS, ROWS, -1).permute(0, 3, 1, 2)).permute(0, 2, 3, 1);
      predictions.forward(c.select(0, 0).select(0, row)).square().sum().backward();
      Tensor seen = x.grad().select(0, 0).abs().flatten(1, -1).sum(1); // [rows rows]
      Tensor below = seen.narrow(0, (row + 1L) * ROWS, (ROWS - row - 1L) * ROWS);
      assertThat(below.sum().item_double()).as("below row %s", row).isZero();
      assertThat(DoubleStream.of(Tensors.doubles(seen.narrow(0, (long) row * ROWS, ROWS))))
          .allMatch(gradient -> gradient > 0);
    }
  }

  @Test
  void drawsOfOneStepRepeatAndThoseOfItsBatchesDiffer() {
    CellDraws draws = CellDraws.uniform(new RandomSource(1), 5);
    Step first = new Step(0, 10, 0, 1);
    draws.begin(first);
    long[] one = Tensors.longs(draws.draw(20, 30));
    long[] next = Tensors.longs(draws.draw(20, 30));
    draws.begin(first.at(1));
    long[] second = Tensors.longs(draws.draw(20, 30));
    draws.begin(new Step(1, 10, 0, 1));
    draws.begin(first);
    assertThat(Tensors.longs(draws.draw(20, 30))).containsExactly(one);
    assertThat(second).isNotEqualTo(one);
    assertThat(next).isNotEqualTo(one);
    assertThat(LongStream.of(one)).allMatch(cell -> cell >= 0 && cell < 30).hasSize(100);
  }

  @Test
  void theGridIsOneViewAndTheEncoderTakesImages() {
    Cpc method = method(2, 1, CellNegatives.SAMPLED);
    assertThat(method.views().get(0).shape()).containsExactly(25, 3, 4, 4);
    assertThat(((PatchView) method.views().get(0)).rows()).isEqualTo(ROWS);
    assertThat(method.encoder().network().embeddingSize()).isEqualTo(6);
    assertThat(
            Tensors.shape(
                method.encoder().network().features(Tensors.of(new float[3 * 256], 1, 3, 16, 16))))
        .containsExactly(1, 32);
  }

  @Test
  void stepsBeyondTheGridAreRefused() {
    assertThat(method(3, 1, CellNegatives.ALL)).isNotNull();
    assertThatThrownBy(() -> method(4, 1, CellNegatives.ALL))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "options.steps and options.skip reach 5 rows below but a view has 5 rows of patches: lower them, options.patch.side or options.patch.stride");
  }
}
