package org.likeness.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.backbone.BackboneOptions.Norm;
import org.likeness.backbone.BackboneOptions.Stem;
import org.likeness.error.InputException;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** ResNet-D and selective kernels, the ResNets of SimCLR v2. */
final class ResNetVariantsTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static BackboneOptions options(
      String name, Stem stem, int width, Norm norm, boolean d, double selective) {
    return OptionRecords.with(
        new BackboneOptions(name, stem, width, 0, norm, 2),
        "resnet",
        new ResNetOptions(d, selective));
  }

  private static Backbone create(BackboneOptions options) {
    return Backbones.create(options, 3, new RandomSource(4).stream(Purpose.WEIGHTS, 0, 0));
  }

  private static Tensor waves(double step, long... shape) {
    int count = Math.toIntExact(torch.empty(shape).numel());
    double[] values = IntStream.range(0, count).mapToDouble(j -> Math.sin(step * j)).toArray();
    return Tensors.of(values, shape).to(torch.ScalarType.Float);
  }

  /**
   * timm's resnet50d without its last layer, and the 35 million of SimCLR v2's table 1 for a
   * ResNet-50 with selective kernels.
   */
  @ParameterizedTest
  @CsvSource({"resnet50, 0, 23527264", "resnet50, 0.0625, 35215584"})
  void parametersAreAsManyAsPublished(String name, double selective, long expected) {
    Backbone backbone = create(options(name, Stem.IMAGENET, 64, Norm.BATCH, true, selective));
    assertThat(Tensors.parameters(backbone).stream().mapToLong(Tensor::numel).sum())
        .isEqualTo(expected);
  }

  @Test
  void namesAreTimms() {
    TreeSet<String> names =
        new TreeSet<>(
            Tensors.named(create(options("resnet18", Stem.IMAGENET, 8, Norm.BATCH, true, 0)))
                .keySet());
    assertThat(names)
        .contains(
            "conv1.0.weight",
            "conv1.1.running_var",
            "conv1.3.weight",
            "conv1.4.bias",
            "conv1.6.weight",
            "bn1.weight",
            "layer2.0.downsample.1.weight",
            "layer2.0.downsample.2.weight")
        .doesNotContain("conv1.weight", "layer2.0.downsample.0.weight");
  }

  /** Those of the usual ResNet; sides that the stride does not divide too. */
  @ParameterizedTest
  @CsvSource({"IMAGENET, 64", "IMAGENET, 33", "CIFAR, 33"})
  void stagesHaveTheSizesOfTheUsualNetwork(Stem stem, int side) {
    Backbone usual = create(options("resnet50", stem, 4, Norm.BATCH, false, 0));
    Backbone changed = create(options("resnet50", stem, 4, Norm.BATCH, true, 0.0625));
    usual.eval();
    changed.eval();
    try (Scope scope = Scope.openNoGrad()) {
      Tensor images = waves(0.1, 2, 3, side, side);
      Map<String, Tensor> expected = usual.stages(images);
      changed
          .stages(images)
          .forEach(
              (stage, map) ->
                  assertThat(Tensors.shape(map))
                      .as(stage)
                      .containsExactly(Tensors.shape(expected.get(stage))));
    }
  }

  @ParameterizedTest
  @CsvSource({"BATCH", "SPLIT", "LAYER", "NONE"})
  void gradientReachesEveryParameterWhateverTheNorms(Norm norm) {
    Backbone backbone = create(options("resnet50", Stem.IMAGENET, 8, norm, true, 0.0625));
    backbone.train(true);
    backbone.features(waves(0.37, 4, 3, 48, 48)).square().sum().backward();
    for (String stage : backbone.stageNames()) {
      backbone
          .parametersThrough(stage)
          .forEach(
              (name, tensor) -> {
                assertThat(tensor.grad().defined()).as(name).isTrue();
                assertThat(tensor.grad().abs().sum().item_double()).as(name).isFinite();
              });
    }
    assertThat(backbone.parametersThrough("conv5")).hasSameSizeAs(Tensors.parameters(backbone));
    assertThat(backbone.parametersThrough("conv1").keySet())
        .allMatch(name -> name.startsWith("conv1.") || name.startsWith("bn1."));
  }

  @Test
  void anAverageAtTheBorderIsOverTheCellsThatThereAre() {
    Tensor map = Tensors.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3);
    assertThat(Tensors.floats(Layers.averageAll(map, 2))).containsExactly(3, 4.5f, 7.5f, 9);
  }

  /** The sum over both branches, each channel weighted by the softmax of two numbers. */
  @Test
  void selectiveKernelsMixTwoBranches() {
    int channels = 3;
    SelectiveKernels layer =
        new SelectiveKernels(
            options("resnet50", Stem.CIFAR, 4, Norm.NONE, true, 0.0625), channels, 2);
    Map<String, Tensor> named = Tensors.named(layer);
    try (Scope scope = Scope.openNoGrad()) {
      double step = 0.5;
      for (Tensor tensor : named.values()) {
        Tensors.copy(waves(step, Tensors.shape(tensor)), tensor);
        step += 0.17;
      }
      Tensor x = waves(0.9, 2, channels, 5, 5);
      Tensor branches =
          torch
              .conv2d(
                  x,
                  named.get("conv.weight"),
                  new org.bytedeco.pytorch.TensorOptional(named.get("conv.bias")),
                  new long[] {2, 2},
                  new long[] {1, 1},
                  new long[] {1, 1},
                  1)
              .relu(); // [2, 6, 3, 3]
      float[] reduce = Tensors.floats(named.get("reduce.weight")); // [32, 3]
      float[] reduceBias = Tensors.floats(named.get("reduce.bias"));
      float[] expand = Tensors.floats(named.get("expand.weight")); // [6, 32]
      float[] maps = Tensors.floats(branches);
      float[] got = Tensors.floats(layer.forward(x)); // [2, 3, 3, 3]
      for (int image = 0; image < 2; image++) {
        double[] means = new double[channels];
        for (int c = 0; c < channels; c++) {
          for (int cell = 0; cell < 9; cell++) {
            means[c] +=
                (maps[(image * 6 + c) * 9 + cell] + maps[(image * 6 + 3 + c) * 9 + cell]) / 9;
          }
        }
        double[] logits = new double[6];
        for (int few = 0; few < 32; few++) {
          double hidden = reduceBias[few];
          for (int c = 0; c < channels; c++) {
            hidden += reduce[few * 3 + c] * means[c];
          }
          for (int out = 0; out < 6; out++) {
            logits[out] += expand[out * 32 + few] * Math.max(0, hidden);
          }
        }
        for (int c = 0; c < channels; c++) {
          double share = 1 / (1 + Math.exp(logits[3 + c] - logits[c]));
          for (int cell = 0; cell < 9; cell++) {
            double expected =
                share * maps[(image * 6 + c) * 9 + cell]
                    + (1 - share) * maps[(image * 6 + 3 + c) * 9 + cell];
            assertThat((double) got[(image * 3 + c) * 9 + cell]).isCloseTo(expected, within(1e-4));
          }
        }
      }
    }
  }

  /** Where the last layer is zero, both branches count half. */
  @Test
  void withoutAPreferenceItIsTheMean() {
    SelectiveKernels layer =
        new SelectiveKernels(options("resnet50", Stem.CIFAR, 4, Norm.BATCH, true, 1), 4, 1);
    layer.eval();
    try (Scope scope = Scope.openNoGrad()) {
      Map<String, Tensor> named = Tensors.named(layer);
      named.get("expand.weight").zero_();
      Tensor weight = named.get("conv.weight"); // [8, 4, 3, 3]
      Tensors.copy(weight.narrow(0, 0, 4), weight.narrow(0, 4, 4));
      Tensor x = waves(0.4, 1, 4, 6, 6);
      Tensor one =
          torch.conv2d(
              x,
              weight.narrow(0, 0, 4),
              new org.bytedeco.pytorch.TensorOptional(),
              new long[] {1, 1},
              new long[] {1, 1},
              new long[] {1, 1},
              1);
      Tensor expected = one.div(new Scalar(Math.sqrt(1 + NormLayer.EPS))).relu();
      assertThat(layer.forward(x).sub(expected).abs().max().item_double()).isLessThan(1e-5);
    }
  }

  @Test
  void blocksOfTwoLayersHaveNoSelectiveKernels() {
    assertThatThrownBy(() -> create(options("resnet18", Stem.CIFAR, 4, Norm.BATCH, true, 0.0625)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "backbone.resnet.selective of 0.0625 needs blocks of three layers, which resnet18 does not have: set it to 0 or choose resnet50");
  }
}
