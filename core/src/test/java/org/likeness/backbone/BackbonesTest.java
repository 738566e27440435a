package org.likeness.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.backbone.BackboneOptions.Stem;
import org.likeness.error.InputException;
import org.likeness.neighbours.Cosine;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class BackbonesTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Backbone create(String name, Stem stem, int width, long seed) {
    return Backbones.create(
        new BackboneOptions(name, stem, width, 0),
        3,
        new RandomSource(seed).stream(Purpose.WEIGHTS, 0, 0));
  }

  private static Set<String> named(BackboneOptions options) {
    return Tensors.named(
            Backbones.create(options, 3, new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0)))
        .keySet();
  }

  private static Tensor images(int count, int side) {
    RandomStream random = new RandomSource(77).stream(Purpose.EVALUATION, 0, 0);
    float[] values = new float[count * 3 * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.uniform(-2, 2);
    }
    return Tensors.of(values, count, 3, side, side);
  }

  private static void addNorm(List<String> names, String prefix) {
    for (String part :
        List.of("weight", "bias", "running_mean", "running_var", "num_batches_tracked")) {
      names.add(prefix + "." + part);
    }
  }

  /**
   * torchvision's rule: layerL.B.convI / bnI; the first block of a layer has a downsample where its
   * shape changes.
   */
  private static List<String> resNetNames(int[] blocks, boolean bottleneck) {
    List<String> names = new ArrayList<>(List.of("conv1.weight"));
    addNorm(names, "bn1");
    for (int layer = 1; layer <= 4; layer++) {
      for (int block = 0; block < blocks[layer - 1]; block++) {
        String prefix = "layer" + layer + "." + block + ".";
        for (int i = 1; i <= (bottleneck ? 3 : 2); i++) {
          names.add(prefix + "conv" + i + ".weight");
          addNorm(names, prefix + "bn" + i);
        }
        if (block == 0 && (layer > 1 || bottleneck)) {
          names.add(prefix + "downsample.0.weight");
          addNorm(names, prefix + "downsample.1");
        }
      }
    }
    return names;
  }

  @ParameterizedTest
  @CsvSource({"resnet18, 2 2 2 2, false", "resnet34, 3 4 6 3, false", "resnet50, 3 4 6 3, true"})
  void resNetsHaveTorchvisionsNames(String name, String blocks, boolean bottleneck) {
    int[] counts = Arrays.stream(blocks.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertThat(Tensors.named(create(name, Stem.IMAGENET, 4, 1)).keySet())
        .containsExactlyInAnyOrderElementsOf(resNetNames(counts, bottleneck));
  }

  @Test
  void vgg16HasTorchvisionsNames() {
    List<String> names = new ArrayList<>();
    int position = 0;
    for (int stage : new int[] {2, 2, 3, 3, 3}) {
      for (int i = 0; i < stage; i++) {
        names.add("features." + position + ".weight");
        names.add("features." + position + ".bias");
        addNorm(names, "features." + (position + 1));
        position += 3;
      }
      position++;
    }
    names.addAll(
        List.of(
            "classifier.0.weight",
            "classifier.0.bias",
            "classifier.3.weight",
            "classifier.3.bias"));
    BackboneOptions options = new BackboneOptions("vgg16", Stem.IMAGENET, 4, 0);
    assertThat(named(OptionRecords.with(options, "plain.fc-norm", false)))
        .containsExactlyInAnyOrderElementsOf(names);
    for (String norm : List.of("classifier.norm6.", "classifier.norm7.")) {
      for (String tensor :
          List.of("weight", "bias", "running_mean", "running_var", "num_batches_tracked")) {
        names.add(norm + tensor);
      }
    }
    assertThat(named(options)).containsExactlyInAnyOrderElementsOf(names);
  }

  /** Where embeddings are nearly equal from the start, InstDisc collapses in its first epoch. */
  @ParameterizedTest
  @ValueSource(strings = {"alexnet", "vgg16"})
  void normsOfFullyConnectedLayersKeepImagesApart(String name) {
    BackboneOptions options = new BackboneOptions(name, Stem.IMAGENET, 8, 0);
    assertThat(meanCosine(options)).isLessThan(0.8);
    assertThat(meanCosine(OptionRecords.with(options, "plain.fc-norm", false)))
        .as("without norms")
        .isGreaterThan(0.8);
  }

  /** Between the features of different images, in training. */
  private static double meanCosine(BackboneOptions options) {
    Backbone backbone =
        Backbones.create(options, 3, new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0));
    try (Scope scope = Scope.openNoGrad()) {
      Tensor unit = Cosine.unit(backbone.features(images(16, 64)));
      double all = unit.matmul(unit.t()).sum().item_double();
      return (all - 16) / (16 * 15);
    }
  }

  @Test
  void googLeNetHasTorchvisionsNames() {
    List<String> names = new ArrayList<>();
    for (String conv : List.of("conv1", "conv2", "conv3")) {
      addConvolution(names, conv);
    }
    for (String module : List.of("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")) {
      for (String conv :
          List.of("branch1", "branch2.0", "branch2.1", "branch3.0", "branch3.1", "branch4.1")) {
        addConvolution(names, "inception" + module + "." + conv);
      }
    }
    assertThat(Tensors.named(create("googlenet", Stem.IMAGENET, 4, 1)).keySet())
        .containsExactlyInAnyOrderElementsOf(names);
  }

  private static void addConvolution(List<String> names, String prefix) {
    names.add(prefix + ".conv.weight");
    addNorm(names, prefix + ".bn");
  }

  /** Parameters as published (torchvision's models without their last layer). */
  @ParameterizedTest
  @CsvSource({
    "resnet18, IMAGENET, 11176512",
    "resnet18, CIFAR, 11168832",
    "resnet34, IMAGENET, 21284672",
    "resnet50, IMAGENET, 23508032",
    "googlenet, IMAGENET, 5599904"
  })
  void parametersAreAsManyAsPublished(String name, Stem stem, long expected) {
    assertThat(
            Tensors.parameters(create(name, stem, 64, 1)).stream().mapToLong(Tensor::numel).sum())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, IMAGENET, 32, 16 8 4 2 1", "resnet18, IMAGENET, 33, 17 9 5 3 2",
        "resnet18, IMAGENET, 64, 32 16 8 4 2",
    "resnet18, IMAGENET, 224, 112 56 28 14 7", "resnet18, CIFAR, 32, 32 32 16 8 4",
        "resnet18, CIFAR, 33, 33 33 17 9 5",
    "resnet50, IMAGENET, 64, 32 16 8 4 2", "resnet50, CIFAR, 32, 32 32 16 8 4",
        "resnet34, IMAGENET, 1, 1 1 1 1 1",
    "alexnet, IMAGENET, 224, 55 27 13 13 13", "alexnet, IMAGENET, 64, 15 7 3 3 3",
        "alexnet, IMAGENET, 31, 7 3 1 1 1",
    "vgg16, IMAGENET, 64, 64 32 16 8 4", "vgg16, IMAGENET, 33, 33 16 8 4 2",
        "vgg16, IMAGENET, 16, 16 8 4 2 1",
    "googlenet, IMAGENET, 224, 112 56 28 14 7", "googlenet, IMAGENET, 32, 16 8 4 2 1",
        "googlenet, IMAGENET, 15, 8 4 2 1 1"
  })
  void stagesHaveTheirSizes(String name, Stem stem, int side, String expected) {
    Backbone backbone = create(name, stem, 4, 1);
    backbone.eval();
    try (Scope scope = Scope.openNoGrad()) {
      Tensor images = images(2, side);
      LinkedHashMap<String, Tensor> maps = backbone.stages(images);
      assertThat(maps.keySet()).containsExactlyElementsOf(backbone.stageNames());
      List<String> sides = maps.values().stream().map(map -> Long.toString(map.size(3))).toList();
      assertThat(String.join(" ", sides)).isEqualTo(expected);
      assertThat(maps.values()).allSatisfy(map -> assertThat(map.size(2)).isEqualTo(map.size(3)));
      assertThat(Tensors.shape(backbone.features(images)))
          .containsExactly(2, backbone.featureSize());
    }
  }

  @ParameterizedTest
  @CsvSource({"resnet18, 512", "resnet34, 512", "resnet50, 2048"})
  void featuresGrowWithTheWidth(String name, int atWidth64) {
    assertThat(create(name, Stem.CIFAR, 8, 1).featureSize()).isEqualTo(atWidth64 / 8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"resnet18", "resnet34", "resnet50", "googlenet", "alexnet", "vgg16", "vit-tiny"})
  void gradientReachesEveryParameter(String name) {
    Backbone backbone = create(name, Stem.IMAGENET, 8, 3);
    backbone.train(true);
    backbone.features(images(4, 48)).square().sum().backward();
    Tensors.named(backbone)
        .forEach(
            (parameter, tensor) -> {
              if (tensor.requires_grad()) {
                assertThat(tensor.grad().defined()).as(parameter).isTrue();
                double size = tensor.grad().abs().sum().item_double();
                assertThat(size).as(parameter).isFinite();
                // A bias before a norm has no effect: its gradient is rounding.
                boolean voided =
                    name.equals("vgg16")
                        && parameter.startsWith("features.")
                        && parameter.endsWith("bias");
                assertThat(size > 0 || voided).as(parameter).isTrue();
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50", "googlenet", "alexnet", "vgg16"})
  void trainingSwitchesEveryNorm(String name) {
    Backbone backbone = create(name, Stem.IMAGENET, 4, 3);
    Map<String, Tensor> named = Tensors.named(backbone);
    try (Scope scope = Scope.openNoGrad()) {
      Tensor images = images(3, 64);
      backbone.eval();
      float[] before = Tensors.floats(backbone.features(images));
      assertThat(Tensors.floats(backbone.features(images))).containsExactly(before);
      assertThat(tracked(named)).containsOnly(0L);
      backbone.train(true);
      backbone.features(images);
      assertThat(tracked(named)).containsOnly(1L);
      backbone.train(false);
      assertThat(Tensors.floats(backbone.features(images))).isNotEqualTo(before);
      assertThat(tracked(named)).containsOnly(1L);
    }
  }

  private static List<Long> tracked(Map<String, Tensor> named) {
    return named.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith("num_batches_tracked"))
        .map(entry -> entry.getValue().item_long())
        .toList();
  }

  @Test
  void equalStreamsGiveEqualNetworks() {
    Map<String, Tensor> one = Tensors.named(create("resnet18", Stem.CIFAR, 8, 9));
    Map<String, Tensor> same = Tensors.named(create("resnet18", Stem.CIFAR, 8, 9));
    Map<String, Tensor> other = Tensors.named(create("resnet18", Stem.CIFAR, 8, 10));
    one.forEach((name, tensor) -> assertThat(tensor.equal(same.get(name))).as(name).isTrue());
    assertThat(one.get("conv1.weight").equal(other.get("conv1.weight"))).isFalse();
  }

  @Test
  void initialValuesFollowHe() {
    Map<String, Tensor> named = Tensors.named(create("resnet18", Stem.IMAGENET, 64, 9));
    float[] values = Tensors.floats(named.get("layer3.0.conv2.weight"));
    double square = 0;
    for (float value : values) {
      square += (double) value * value / values.length;
    }
    // 589,824 values: the variance 2/(256*9) is known to sqrt(2/n) = 0.2 %.
    assertThat(square).isCloseTo(2.0 / (256 * 9), within(0.01 * 2.0 / (256 * 9)));
    // By the outputs, as torchvision's: 256 of them from 128 inputs, 294,912 values.
    assertThat(named.get("layer3.0.conv1.weight").square().mean().item_double())
        .isCloseTo(2.0 / (256 * 9), within(0.02 * 2.0 / (256 * 9)));
    assertThat(Tensors.floats(named.get("layer3.0.bn2.weight"))).containsOnly(1);
    assertThat(Tensors.floats(named.get("layer3.0.bn2.bias"))).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50", "googlenet", "alexnet", "vgg16", "vit-tiny"})
  void parametersThroughAStageAreThoseThatMoveIt(String name) {
    Backbone backbone = create(name, Stem.IMAGENET, 4, 3);
    LinkedHashMap<String, Tensor> maps = backbone.stages(images(2, 32));
    maps.forEach(
        (stage, map) -> {
          Tensors.parameters(backbone).forEach(parameter -> parameter.mutable_grad().reset());
          map.square()
              .sum()
              .backward(new Tensor(), new BoolOptional(true), false, new TensorArrayRefOptional());
          TreeSet<String> reached = new TreeSet<>();
          Tensors.named(backbone)
              .forEach(
                  (parameter, tensor) -> {
                    if (tensor.requires_grad() && tensor.grad().defined()) {
                      reached.add(parameter);
                    }
                  });
          assertThat(new TreeSet<>(backbone.parametersThrough(stage).keySet()))
              .as(stage)
              .isEqualTo(reached);
        });
  }

  @Test
  void otherChannelsAndStridesWork() {
    Backbone half =
        Backbones.create(
            new BackboneOptions("resnet18", Stem.CIFAR, 4, 2),
            1,
            new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0));
    assertThat(half.inputChannels()).isEqualTo(1);
    assertThat(half.stages(torch.ones(1, 1, 32, 32)).get("conv1").size(2)).isEqualTo(16);
  }

  /**
   * By hand: four pools of GoogLeNet need 8 pixels behind the first convolution, those of AlexNet 7
   * and of VGG16 16, each of which is a stride further, under kernels of 7, 11 and 3 pixels that
   * reach 3, 2 and 1 beyond the image.
   */
  @ParameterizedTest
  @CsvSource({
    "googlenet, 1, 8",
    "googlenet, 3, 22",
    "alexnet, 1, 13",
    "alexnet, 2, 19",
    "vgg16, 2, 31",
    "vgg16, 3, 46"
  })
  void theSmallestImageGrowsWithTheStride(String name, int stride, int side) {
    Backbone backbone =
        Backbones.create(
            new BackboneOptions(name, Stem.IMAGENET, 4, stride),
            3,
            new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0));
    backbone.eval();
    try (Scope scope = Scope.openNoGrad()) {
      assertThat(Tensors.isFinite(backbone.features(images(1, side)))).isTrue();
      Tensor smaller = images(1, side - 1);
      assertThatThrownBy(() -> backbone.features(smaller))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(" takes images of " + side + " pixels a side and more");
    }
  }

  @Test
  void whatCannotWorkIsRefused() {
    assertThatThrownBy(() -> create("vgg16", Stem.IMAGENET, 4096, 1))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "a vgg16 of width 4096 needs 2,195\\.5 GB of memory but this machine has [0-9,.]+ GB: lower backbone\\.width");
    assertThatThrownBy(() -> create("resnet19", Stem.IMAGENET, 64, 1))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no backbone 'resnet19', did you mean resnet18?");
    assertThatThrownBy(() -> create("vgg16", Stem.CIFAR, 4, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cifar");
    assertThatThrownBy(() -> create("alexnet", Stem.IMAGENET, 4, 1).features(images(1, 30)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("31 pixels");
    assertThatThrownBy(() -> create("vgg16", Stem.IMAGENET, 4, 1).features(images(1, 15)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("16 pixels");
    assertThatThrownBy(() -> create("googlenet", Stem.IMAGENET, 4, 1).features(images(1, 14)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("15 pixels");
    assertThatThrownBy(
            () -> create("resnet18", Stem.IMAGENET, 4, 1).features(torch.ones(1, 1, 32, 32)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> create("resnet18", Stem.IMAGENET, 4, 1).parametersThrough("conv6"))
        .isInstanceOf(InputException.class);
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> create("resnet18", Stem.IMAGENET, 4, 1))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
