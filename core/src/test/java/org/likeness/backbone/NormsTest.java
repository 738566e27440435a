package org.likeness.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.backbone.BackboneOptions.Norm;
import org.likeness.backbone.BackboneOptions.Stem;
import org.likeness.error.InputException;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Norms of backbones. Equal means equal to 1e-5 in float. */
final class NormsTest {
  private static final int CHANNELS = 3;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static BackboneOptions options(Norm norm, int groups) {
    return options("resnet18", Stem.CIFAR, norm, groups);
  }

  private static BackboneOptions options(String name, Stem stem, Norm norm, int groups) {
    return new BackboneOptions(name, stem, 4, 0, norm, groups);
  }

  private static Backbone backbone(BackboneOptions options) {
    return Backbones.create(options, 3, new RandomSource(5).stream(Purpose.WEIGHTS, 0, 0));
  }

  /** Random maps that differ from image to image in mean and deviation. */
  private static Tensor maps(int images, int channels, int side) {
    RandomStream random = new RandomSource(7).stream(Purpose.EVALUATION, images, side);
    float[] values = new float[images * channels * side * side];
    for (int i = 0; i < values.length; i++) {
      int image = i / (channels * side * side);
      values[i] = (float) (image + (1 + image) * random.nextGaussian());
    }
    return Tensors.of(values, images, channels, side, side);
  }

  /** A norm with weights other than 1 and 0. */
  private static NormLayer norm(Module parent, Norm norm, int groups) {
    NormLayer layer = NormLayer.register(parent, "norm", CHANNELS, options(norm, groups));
    Map<String, Tensor> named = Tensors.named(parent);
    Tensors.copy(Tensors.of(new float[] {0.5f, 2, -1}, CHANNELS), named.get("norm.weight"));
    Tensors.copy(Tensors.of(new float[] {1, 0, 3}, CHANNELS), named.get("norm.bias"));
    return layer;
  }

  private static void assertEqual(Tensor found, Tensor expected) {
    double[] values = Tensors.doubles(expected);
    assertThat(Tensors.shape(found)).containsExactly(Tensors.shape(expected));
    assertThat(Tensors.doubles(found)).containsExactly(values, within(1e-5));
  }

  /** Sizes of the groups of a batch, with 4 groups asked for. */
  static Stream<Arguments> batches() {
    return Stream.of(
        Arguments.of(16, List.of(4, 4, 4, 4)),
        Arguments.of(10, List.of(2, 3, 2, 3)),
        Arguments.of(7, List.of(2, 2, 3)),
        Arguments.of(4, List.of(2, 2)),
        Arguments.of(3, List.of(3)),
        Arguments.of(1, List.of(1)));
  }

  /** Values, gradients and running statistics, against plain batch norm on each group alone. */
  @ParameterizedTest
  @MethodSource("batches")
  void splitNormIsBatchNormOfEachGroup(int images, List<Integer> groups) {
    Module split = new Module("split");
    NormLayer layer = norm(split, Norm.SPLIT, 4);
    Tensor x = maps(images, CHANNELS, 2).set_requires_grad(true);
    Tensor weights = maps(images, CHANNELS, 2);
    Tensor y = layer.forward(x);
    y.mul(weights).sum().backward();
    double[] mean = new double[CHANNELS];
    double[] variance = new double[CHANNELS];
    int from = 0;
    for (int size : groups) {
      Module plain = new Module("plain");
      NormLayer alone = norm(plain, Norm.BATCH, 1);
      Tensor part = x.detach().narrow(0, from, size).set_requires_grad(true);
      Tensor expected = alone.forward(part);
      expected.mul(weights.narrow(0, from, size)).sum().backward();
      assertEqual(y.narrow(0, from, size), expected);
      assertEqual(x.grad().narrow(0, from, size), part.grad());
      Map<String, Tensor> statistics = Tensors.named(plain);
      for (int c = 0; c < CHANNELS; c++) {
        mean[c] += Tensors.doubles(statistics.get("norm.running_mean"))[c] / groups.size();
        variance[c] += Tensors.doubles(statistics.get("norm.running_var"))[c] / groups.size();
      }
      from += size;
    }
    Map<String, Tensor> named = Tensors.named(split);
    double scale = variance[0] * 1e-5;
    assertThat(Tensors.doubles(named.get("norm.running_mean")))
        .containsExactly(mean, within(scale));
    assertThat(Tensors.doubles(named.get("norm.running_var")))
        .containsExactly(variance, within(scale));
    assertThat(named.get("norm.num_batches_tracked").item_long()).isEqualTo(1);
  }

  @Test
  void inEvaluationModeSplitNormIsBatchNormWithTheSameNames() {
    Backbone batch = backbone(options(Norm.BATCH, 8));
    Backbone split = backbone(options(Norm.SPLIT, 2));
    Map<String, Tensor> names = Tensors.named(batch);
    assertThat(Tensors.named(split).keySet()).containsExactlyElementsOf(names.keySet());
    try (Scope scope = Scope.openNoGrad()) {
      Tensor images = maps(8, 3, 16);
      split.features(images);
      Tensors.named(split).forEach((name, tensor) -> Tensors.copy(tensor, names.get(name)));
      batch.train(false);
      split.train(false);
      assertThat(Tensors.floats(split.features(images)))
          .containsExactly(Tensors.floats(batch.features(images)));
    }
  }

  /** Only its own group changes what an image gives. */
  @Test
  void anImageSeesOnlyItsGroup() {
    Backbone split = backbone(options(Norm.SPLIT, 2));
    try (Scope scope = Scope.openNoGrad()) {
      Tensor images = maps(8, 3, 16);
      Tensor before = split.features(images);
      images.narrow(0, 4, 4).zero_();
      Tensor after = split.features(images);
      assertThat(Tensors.floats(after.narrow(0, 0, 4)))
          .containsExactly(Tensors.floats(before.narrow(0, 0, 4)));
      assertThat(Tensors.floats(after.narrow(0, 4, 4)))
          .isNotEqualTo(Tensors.floats(before.narrow(0, 4, 4)));
    }
  }

  /** (x - mean) / sqrt(var + eps) over channels and places of one image, scaled by channel. */
  @Test
  void layerNormIsThatOfEachImage() {
    Module parent = new Module("layer");
    NormLayer layer = norm(parent, Norm.LAYER, 8);
    Tensor x = maps(3, CHANNELS, 2);
    double[] values = Tensors.doubles(x);
    double[] expected = new double[values.length];
    double[] weight = {0.5, 2, -1};
    double[] bias = {1, 0, 3};
    int size = CHANNELS * 4;
    for (int image = 0; image < 3; image++) {
      double mean = 0;
      double square = 0;
      for (int i = 0; i < size; i++) {
        mean += values[image * size + i] / size;
      }
      for (int i = 0; i < size; i++) {
        square += Math.pow(values[image * size + i] - mean, 2) / size;
      }
      for (int i = 0; i < size; i++) {
        double unit = (values[image * size + i] - mean) / Math.sqrt(square + 1e-5);
        expected[image * size + i] = weight[i / 4] * unit + bias[i / 4];
      }
    }
    assertThat(Tensors.doubles(layer.forward(x))).containsExactly(expected, within(1e-5));
    assertThat(Tensors.named(parent).keySet()).containsExactly("norm.weight", "norm.bias");
  }

  @Test
  void withoutNormsConvolutionsHaveBiases() {
    Map<String, Tensor> named = Tensors.named(backbone(options(Norm.NONE, 8)));
    assertThat(named.keySet())
        .contains("conv1.weight", "conv1.bias", "layer2.0.downsample.0.bias")
        .noneMatch(name -> name.contains("bn") || name.contains("downsample.1"));
    assertThat(Tensors.named(backbone(options(Norm.LAYER, 8))).keySet())
        .doesNotContain("conv1.bias", "bn1.running_mean")
        .contains("bn1.weight");
  }

  /** Every backbone with every norm: finite features and gradients, training and evaluating. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, SPLIT", "resnet18, LAYER", "resnet18, NONE",
    "resnet50, SPLIT", "resnet50, LAYER", "resnet50, NONE",
    "googlenet, SPLIT", "googlenet, LAYER", "googlenet, NONE",
    "alexnet, SPLIT", "alexnet, LAYER", "alexnet, NONE",
    "vgg16, SPLIT", "vgg16, LAYER", "vgg16, NONE"
  })
  void everyBackboneHasThem(String name, Norm norm) {
    Backbone backbone = backbone(options(name, Stem.IMAGENET, norm, 2));
    backbone.features(maps(4, 3, 48)).square().sum().backward();
    Tensors.named(backbone)
        .forEach(
            (parameter, tensor) -> {
              if (tensor.requires_grad()) {
                assertThat(tensor.grad().defined()).as(parameter).isTrue();
                assertThat(Tensors.isFinite(tensor.grad())).as(parameter).isTrue();
              }
            });
    backbone.train(false);
    assertThat(Tensors.isFinite(backbone.features(maps(1, 3, 48)))).isTrue();
  }

  /** A batch may have any size, on maps of one place too, where one image alone has no variance. */
  @ParameterizedTest
  @EnumSource(Norm.class)
  void batchesOfAnySize(Norm norm) {
    Module parent = new Module("any");
    NormLayer layer = NormLayer.register(parent, "norm", CHANNELS, options(norm, 4));
    for (int images : new int[] {2, 3, 4, 5, 9}) {
      assertThat(Tensors.isFinite(layer.forward(maps(images, CHANNELS, 1)))).isTrue();
    }
    assertThat(Tensors.isFinite(layer.forward(maps(1, CHANNELS, 2)))).isTrue();
    Tensors.named(parent).values().forEach(t -> assertThat(Tensors.isFinite(t)).isTrue());
  }

  @Test
  void groupsOfFewerThanTwoImagesAreRefused() {
    assertThatCode(() -> options(Norm.SPLIT, 8).requireGroups(16)).doesNotThrowAnyException();
    assertThatCode(() -> options(Norm.BATCH, 8).requireGroups(1)).doesNotThrowAnyException();
    assertThatThrownBy(() -> options(Norm.SPLIT, 8).requireGroups(15))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "8 groups of at least two images need a batch of 16 but train.batch is 15: set at most 7, or raise the batch");
    assertThatThrownBy(() -> options(Norm.SPLIT, 1).requireGroups(1))
        .hasMessageEndingWith(": raise the batch or set backbone.norm=batch");
  }

  @Test
  void theOrderOfMemoryIsKept() {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor x = maps(6, CHANNELS, 4);
      Tensor last = x.contiguous(MemoryFormat.ChannelsLast);
      Tensor y = norm(new Module("a"), Norm.SPLIT, 3).forward(last);
      assertEqual(y, norm(new Module("b"), Norm.SPLIT, 3).forward(x));
      assertThat(y.is_contiguous(MemoryFormat.ChannelsLast))
          .as("the order of memory is kept")
          .isTrue();
    }
  }

  @Test
  void batchNormIsStillLibtorchs() {
    Module parent = new Module("batch");
    NormLayer layer = NormLayer.register(parent, "norm", CHANNELS, options(Norm.BATCH, 8));
    Tensor x = maps(5, CHANNELS, 3);
    BatchNorm2dImpl expected = new BatchNorm2dImpl(new BatchNormOptions(CHANNELS));
    assertThat(Tensors.floats(layer.forward(x)))
        .containsExactly(Tensors.floats(expected.forward(x)));
  }
}
