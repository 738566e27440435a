package org.likeness.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.backbone.Backbone;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.BackboneOptions.Stem;
import org.likeness.backbone.Backbones;
import org.likeness.backbone.VitOptions;
import org.likeness.error.InputException;
import org.likeness.io.SafeTensors;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class InitialWeightsTest {
  @TempDir Path folder;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Backbone create(String name, Stem stem, long seed) {
    return Backbones.create(
        new BackboneOptions(name, stem, 8, 0),
        3,
        new RandomSource(seed).stream(Purpose.WEIGHTS, 0, 0));
  }

  private Path write(Map<String, Tensor> tensors) {
    Path file = folder.resolve("weights.safetensors");
    SafeTensors.write(file, tensors, Map.of());
    return file;
  }

  @Test
  void allWeightsAreCopiedAndHeadsLeftOut() {
    for (String name : new String[] {"resnet18", "vgg16", "googlenet"}) {
      Backbone from = create(name, Stem.IMAGENET, 1);
      Map<String, Tensor> tensors = new LinkedHashMap<>(Tensors.named(from));
      String head = name.equals("vgg16") ? "classifier.6.weight" : "fc.weight";
      tensors.put(head, torch.ones(10, 64));
      tensors.put("head.fc.bias", torch.ones(3));
      tensors.keySet().removeIf(key -> key.endsWith("num_batches_tracked"));
      Backbone to = create(name, Stem.IMAGENET, 2);
      InitialWeights report = InitialWeights.load(write(tensors), to);
      assertThat(report.loaded()).hasSize(tensors.size() - 2);
      assertThat(report.ignored()).containsExactlyInAnyOrder(head, "head.fc.bias");
      assertThat(report.summary()).contains("weights.safetensors").contains(head);
      Map<String, Tensor> now = Tensors.named(to);
      Tensors.named(from)
          .forEach((key, tensor) -> assertThat(now.get(key).equal(tensor)).as(key).isTrue());
    }
  }

  /** As torchvision's, which have no norms there. */
  @Test
  void weightsWithoutNormsInTheFullyConnectedLayersAreForANetworkWithoutThem() {
    BackboneOptions usual = new BackboneOptions("vgg16", Stem.IMAGENET, 8, 0);
    BackboneOptions without = OptionRecords.with(usual, "plain.fc-norm", false);
    Path file = write(Tensors.named(create(without)));
    Map<String, Tensor> normed = Tensors.named(create(usual));
    assertThat(InitialWeights.load(file, create(without)).ignored()).isEmpty();
    assertThatThrownBy(() -> InitialWeights.load(file, create(usual)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("without norms in its fully connected layers")
        .hasMessageContaining("backbone.plain.fc-norm=false");
    Path other = write(normed);
    assertThatThrownBy(() -> InitialWeights.load(other, create(without)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("backbone.plain.fc-norm=true");
  }

  private static Backbone create(BackboneOptions options) {
    return Backbones.create(options, 3, new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0));
  }

  private static Backbone transformer(int image, int depth, long seed) {
    return Backbones.create(
        BackboneOptions.transformer(
            "vit-tiny", new VitOptions(4, depth, 24, 3, VitOptions.Positions.LEARNED, image, 0)),
        3,
        new RandomSource(seed).stream(Purpose.WEIGHTS, 0, 0));
  }

  /** As of timm and of DINO, which were trained on images of 224. */
  @Test
  void positionsOfATransformerAreInterpolated() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Tensors.named(transformer(32, 2, 1)));
    tensors.put("head.weight", torch.ones(10, 24));
    Backbone to = transformer(16, 2, 2);
    InitialWeights report = InitialWeights.load(write(tensors), to);
    assertThat(report.loaded()).contains("pos_embed").hasSize(tensors.size() - 1);
    assertThat(report.ignored()).containsExactly("head.weight");
    Map<String, Tensor> now = Tensors.named(to);
    assertThat(now.get("blocks.1.attn.qkv.weight").equal(tensors.get("blocks.1.attn.qkv.weight")))
        .isTrue();
    assertThat(Tensors.floats(now.get("pos_embed").select(1, 0)))
        .containsExactly(Tensors.floats(tensors.get("pos_embed").select(1, 0)));
    assertThat(Tensors.shape(now.get("pos_embed"))).containsExactly(1, 17, 24);
  }

  @Test
  void anotherTransformerIsNamed() {
    Path file = write(Tensors.named(transformer(16, 3, 1)));
    assertThatThrownBy(() -> InitialWeights.load(file, transformer(16, 2, 2)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "contains vit-small with patches of 4, 3 blocks of width 24 but the backbone is vit-small with patches of 4, 2 blocks of width 24")
        .hasMessageEndingWith("; set backbone.vit.depth=3");
    assertThat(InitialWeights.settings(file))
        .containsExactly(
            "backbone.name=vit-small",
            "backbone.vit.patch=4",
            "backbone.vit.depth=3",
            "backbone.vit.width=24");
  }

  @Test
  void weightsThatAreNotFiniteAreRefused() {
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(Tensors.named(create("resnet18", Stem.IMAGENET, 1)));
    Tensor bad = tensors.get("layer1.0.bn1.running_var").clone();
    Tensors.copy(torch.full_like(bad, new Scalar(Double.NaN)), bad);
    tensors.put("layer1.0.bn1.running_var", bad);
    Path file = write(tensors);
    Backbone backbone = create("resnet18", Stem.IMAGENET, 2);
    float[] before = Tensors.floats(Tensors.named(backbone).get("conv1.weight"));
    assertThatThrownBy(() -> InitialWeights.load(file, backbone))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + " contains values of layer1.0.bn1.running_var that are not finite: use other weights");
    assertThat(Tensors.floats(Tensors.named(backbone).get("conv1.weight"))).isEqualTo(before);
  }

  @Test
  void anotherNetworkIsNamed() {
    Path file = write(Tensors.named(create("resnet50", Stem.IMAGENET, 1)));
    Backbone backbone = create("resnet18", Stem.IMAGENET, 2);
    Map<String, float[]> before = new LinkedHashMap<>();
    Tensors.named(backbone).forEach((name, tensor) -> before.put(name, Tensors.floats(tensor)));
    assertThatThrownBy(() -> InitialWeights.load(file, backbone))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "contains resnet50 of width 8 but the backbone is resnet18 of width 8")
        .hasMessageContaining("more")
        .hasMessageEndingWith("; set backbone.name=resnet50");
    assertThat(InitialWeights.settings(file))
        .containsExactly("backbone.name=resnet50", "backbone.width=8", "backbone.stem=imagenet");
    Tensors.named(backbone)
        .forEach(
            (name, tensor) ->
                assertThat(Tensors.floats(tensor)).as(name).containsExactly(before.get(name)));
  }

  @Test
  void theVariantOfAResNetIsNamed() {
    BackboneOptions d =
        OptionRecords.with(new BackboneOptions("resnet18", Stem.IMAGENET, 8, 0), "resnet.d", true);
    Path file =
        write(
            Tensors.named(
                Backbones.create(d, 3, new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0))));
    assertThatThrownBy(() -> InitialWeights.load(file, create("resnet18", Stem.IMAGENET, 2)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("contains resnet18 of width 8 in the form ResNet-D but")
        .hasMessageEndingWith("; set backbone.resnet.d=true");
  }

  @Test
  void anotherStemIsNamed() {
    Path file = write(Tensors.named(create("resnet34", Stem.IMAGENET, 1)));
    assertThatThrownBy(() -> InitialWeights.load(file, create("resnet34", Stem.CIFAR, 2)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("resnet34 of width 8 with the cifar stem")
        .hasMessageContaining("conv1.weight is [8, 3, 7, 7] instead of [8, 3, 3, 3]");
  }

  @Test
  void strangersAndGapsAreNamed() {
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(Tensors.named(create("resnet18", Stem.IMAGENET, 1)));
    tensors.remove("bn1.weight");
    tensors.put("stranger", torch.ones(1));
    assertThatThrownBy(
            () -> InitialWeights.load(write(tensors), create("resnet18", Stem.IMAGENET, 2)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("stranger is unexpected")
        .hasMessageContaining("bn1.weight is missing");
    assertThatThrownBy(
            () -> InitialWeights.load(folder.resolve("none"), create("resnet18", Stem.IMAGENET, 2)))
        .isInstanceOf(InputException.class);
  }
}
