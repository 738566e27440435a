package org.likeness.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.LimitedDataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.random.RandomSource;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class FeaturesTest {
  private static final LoaderOptions BY_FOUR = LoaderOptions.everyImage(4);

  @AfterAll
  static void allThreads() {
    Torch.setThreads(Runtime.getRuntime().availableProcessors());
  }

  @BeforeAll
  static void load() {
    Torch.setThreads(
        1); // the networks here are so small that threads would only wait for each other
  }

  @Test
  void embedsInOrderInEvaluationModeAndRestoresTheMode() {
    Encoder encoder = Encoders.small();
    encoder.network().train(true);
    Vectors vectors =
        new Features(new NetworkEmbedder(encoder, FeatureKind.HEAD), BY_FOUR)
            .of(new SmallImages(11, true), FeatureProgress.NONE);
    assertThat(Tensors.shape(vectors.matrix())).containsExactly(11, 6);
    assertThat(vectors.indices()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(encoder.network().isTraining()).isTrue();
    encoder.network().train(false);
    Vectors alone =
        new Features(new NetworkEmbedder(encoder, FeatureKind.HEAD), LoaderOptions.everyImage(1))
            .of(new SmallImages(11, true), FeatureProgress.NONE);
    float[] one = Tensors.floats(alone.matrix());
    float[] four = Tensors.floats(vectors.matrix());
    for (int i = 0; i < one.length; i++) {
      assertThat(four[i])
          .isEqualTo(one[i], within(1e-5f)); // batch norm would differ by far more in training mode
    }
    assertThat(encoder.network().isTraining()).isFalse();
  }

  @Test
  void imagesThatCannotBeDecodedHaveNoRow() {
    Embedder pixels = new PixelEmbedder(Encoders.INPUTS);
    Vectors some =
        new Features(pixels, BY_FOUR)
            .of(new LimitedDataset(new SmallImages(9, true, 2, 7), 0.5), FeatureProgress.NONE);
    Vectors all = new Features(pixels, BY_FOUR).of(new SmallImages(9, true), FeatureProgress.NONE);
    assertThat(some.indices()).containsExactly(0, 1, 3, 4, 5, 6, 8);
    assertThat(some.skipped()).hasSize(2);
    assertThat(Tensors.floats(some.matrix().select(0, 2)))
        .containsExactly(Tensors.floats(all.matrix().select(0, 3)));
    assertThat(some.labelled(new SmallImages(9, true), "kNN accuracy").labels())
        .containsExactly(0, 1, 0, 1, 2, 0, 2);
  }

  @Test
  void backboneAndPixelsHaveTheirOwnWidths() {
    Encoder encoder = Encoders.small();
    Vectors backbone =
        new Features(new NetworkEmbedder(encoder, FeatureKind.BACKBONE), BY_FOUR)
            .of(new SmallImages(3, true), FeatureProgress.NONE);
    assertThat(backbone.matrix().size(1)).isEqualTo(encoder.network().featureSize());
    Vectors pixels =
        new Features(new PixelEmbedder(Encoders.INPUTS), BY_FOUR)
            .of(new SmallImages(3, true), FeatureProgress.NONE);
    assertThat(pixels.matrix().size(1)).isEqualTo(192);
  }

  @Test
  void progressIsToldAndMayEndIt() {
    List<Integer> done = new ArrayList<>();
    Features features = new Features(new PixelEmbedder(Encoders.INPUTS), BY_FOUR);
    features.of(new SmallImages(10, true), (d, total) -> done.add(d));
    assertThat(done).containsExactly(4, 8, 10);
    assertThatThrownBy(() -> features.of(new SmallImages(10, true), (d, total) -> d < 8))
        .isInstanceOf(CancellationException.class)
        .hasMessage("the extraction was cancelled after 8 of 10 images");
  }

  @Test
  void missingLabelsAreAskedFor() {
    assertThatThrownBy(
            () -> Labels.require(new SmallImages(5, false), new int[] {0, 1, 2, 3}, "kNN accuracy"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "kNN accuracy needs the class of every image, but 2 of 4 images of small have none (the first is a,b/1.png): put the images into"
                + " one folder per class, or use a CSV file with the columns path and label");
  }

  @Test
  void leavesNoTensorsBehind() {
    Features features =
        new Features(new NetworkEmbedder(Encoders.small(), FeatureKind.HEAD), BY_FOUR);
    // The garbage collector may lower the count, never raise it; 20 batches that leaked would leave
    // hundreds.
    assertThat(livingAfter(features, 80)).isLessThan(60);
  }

  /** Where no scope is open, nothing but the matrix is left, with all rows or without some. */
  @Test
  void closingTheMatrixFreesAll() {
    Features features = new Features(new PixelEmbedder(Encoders.INPUTS), BY_FOUR);
    features.of(new SmallImages(9, true), FeatureProgress.NONE).matrix().close();
    for (Integer[] broken : new Integer[][] {{}, {2, 7}}) {
      long before = LivePointers.settled();
      Vectors vectors =
          features.of(
              new LimitedDataset(new SmallImages(9, true, broken), 0.5), FeatureProgress.NONE);
      // The garbage collector may lower the count.
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before + 1);
      vectors.matrix().close();
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }
  }

  /** Native objects that an extraction leaves in the scope around it. */
  private static long livingAfter(Features features, int images) {
    try (Scope scope = Scope.open()) {
      long before = LivePointers.settled();
      features.of(new SmallImages(images, true), FeatureProgress.NONE);
      return Pointer.totalCount() - before;
    }
  }

  @Test
  void calibrationMovesTheStatisticsAndNothingElse() {
    Encoder encoder = Encoders.small();
    Map<String, Tensor> weights = encoder.network().weights();
    float[] weight = Tensors.floats(weights.get("conv1.weight"));
    Calibration.batchNorm(
        encoder.network(),
        new SmallImages(10, true),
        Encoders.INPUTS.asView(),
        4,
        new RandomSource(1),
        FeatureProgress.NONE);
    assertThat(Tensors.floats(weights.get("conv1.weight"))).containsExactly(weight);
    assertThat(Tensors.longs(weights.get("bn1.num_batches_tracked")))
        .containsExactly(Calibration.BATCHES);
    assertThat(encoder.network().isTraining()).isFalse();
    // What batch norm divides by is now the deviation of the data: the mean square of its output is
    // near 1.
    Tensor mean = weights.get("bn1.running_mean");
    assertThat(Tensors.floats(mean.abs().sum())[0]).isGreaterThan(0.01f);
  }

  @ParameterizedTest
  @EnumSource(BackboneOptions.Norm.class)
  void calibrationWorksWithEveryNorm(BackboneOptions.Norm norm) {
    Encoder encoder = Encoders.small(norm);
    Calibration.batchNorm(
        encoder.network(),
        new SmallImages(10, true),
        Encoders.INPUTS.asView(),
        4,
        new RandomSource(1),
        FeatureProgress.NONE);
    assertThat(encoder.network().isTraining()).isFalse();
    assertThat(encoder.network().weights().values()).allMatch(Tensors::isFinite);
    boolean hasStatistics =
        norm == BackboneOptions.Norm.BATCH || norm == BackboneOptions.Norm.SPLIT;
    assertThat(encoder.network().weights().containsKey("bn1.running_mean"))
        .isEqualTo(hasStatistics);
    if (hasStatistics) {
      Tensor mean = encoder.network().weights().get("bn1.running_mean");
      assertThat(mean.abs().sum().item_float()).isGreaterThan(0.01f);
    }
  }

  @Test
  void calibrationNeedsTwoImages() {
    assertThatThrownBy(
            () ->
                Calibration.batchNorm(
                    Encoders.small().network(),
                    new SmallImages(1, true),
                    Encoders.INPUTS.asView(),
                    4,
                    new RandomSource(1),
                    FeatureProgress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessage("batch statistics need at least 2 images but small has 1: use more images");
  }

  @Test
  void calibrationMayBeCancelled() {
    List<Integer> heard = new ArrayList<>();
    assertThatThrownBy(
            () ->
                Calibration.batchNorm(
                    Encoders.small().network(),
                    new SmallImages(10, true),
                    Encoders.INPUTS.asView(),
                    4,
                    new RandomSource(1),
                    (done, total) -> heard.add(done) && total == Calibration.BATCHES && done < 5))
        .isInstanceOf(CancellationException.class);
    assertThat(heard).containsExactly(1, 2, 3, 4, 5);
  }
}
