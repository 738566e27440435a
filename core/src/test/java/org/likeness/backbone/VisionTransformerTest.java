package org.likeness.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.backbone.BackboneOptions.Stem;
import org.likeness.backbone.VitOptions.Positions;
import org.likeness.error.InputException;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class VisionTransformerTest {
  private static final VitOptions SMALL = new VitOptions(4, 4, 24, 3, Positions.LEARNED, 16, 0);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static BackboneOptions options(String name, VitOptions vit) {
    return BackboneOptions.transformer(name, vit);
  }

  private static Backbone create(String name, VitOptions vit) {
    return Backbones.create(
        options(name, vit), 3, new RandomSource(5).stream(Purpose.WEIGHTS, 0, 0));
  }

  private static Tensor images(int count, int side) {
    RandomStream random = new RandomSource(77).stream(Purpose.EVALUATION, 0, 0);
    float[] values = new float[count * 3 * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.uniform(-2, 2);
    }
    return Tensors.of(values, count, 3, side, side);
  }

  /** As timm's vit_tiny_patch16_224 and its sisters without their head. */
  @ParameterizedTest
  @CsvSource({
    "vit-tiny, 0, 5524416, 192",
    "vit-small, 2, 3921024, 384", // 21,665,664 with ten more blocks of 1,774,464
    "vit-base, 1, 7832064, 768" // 85,798,656 with eleven more of 7,087,872
  })
  void parametersAndNamesAreTimms(String name, int depth, long expected, int width) {
    Backbone vit = create(name, new VitOptions(16, depth, 0, 0, Positions.LEARNED, 0, 0));
    assertThat(Tensors.parameters(vit).stream().mapToLong(Tensor::numel).sum()).isEqualTo(expected);
    assertThat(vit.featureSize()).isEqualTo(width);
    List<String> names = new ArrayList<>(List.of("cls_token", "pos_embed"));
    for (String part : List.of("weight", "bias")) {
      names.add("patch_embed.proj." + part);
      names.add("norm." + part);
      for (int i = 0; i < (depth == 0 ? 12 : depth); i++) {
        for (String layer :
            List.of("norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2")) {
          names.add("blocks." + i + "." + layer + "." + part);
        }
      }
    }
    assertThat(Tensors.named(vit).keySet()).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void stagesAreMapsOfTheTokens() {
    Backbone vit = create("vit-tiny", SMALL);
    vit.eval();
    try (Scope scope = Scope.openNoGrad()) {
      Map<String, Tensor> maps = vit.stages(images(2, 20));
      assertThat(maps.keySet()).containsExactlyElementsOf(vit.stageNames());
      assertThat(maps.values())
          .allSatisfy(map -> assertThat(Tensors.shape(map)).containsExactly(2, 24, 5, 5));
    }
  }

  @Test
  void initialValuesAreThoseOfTheTwoPapers() {
    Map<String, Tensor> dino = Tensors.named(create("vit-tiny", SMALL));
    assertThat(deviation(dino.get("blocks.1.mlp.fc1.weight"))).isCloseTo(0.02, within(0.001));
    assertThat(deviation(dino.get("pos_embed"))).isCloseTo(0.02, within(0.003));
    assertThat(Tensors.floats(dino.get("blocks.1.mlp.fc1.bias"))).containsOnly(0);
    VitOptions fixed = new VitOptions(4, 4, 24, 3, Positions.SINCOS, 16, 0);
    Backbone moco = create("vit-tiny", fixed);
    Map<String, Tensor> named = Tensors.named(moco);
    // Uniform in +-sqrt(6 / (in + out)); of qkv, each of the three matrices by itself.
    assertThat(largest(named.get("blocks.1.attn.qkv.weight")))
        .isCloseTo(Math.sqrt(6.0 / 48), within(0.01));
    assertThat(largest(named.get("patch_embed.proj.weight")))
        .isCloseTo(Math.sqrt(6.0 / (48 + 24)), within(0.01));
    assertThat(largest(named.get("cls_token"))).isLessThan(1e-5).isPositive();
    assertThat(Tensors.floats(named.get("patch_embed.proj.bias"))).containsOnly(0);
    assertThat(Tensors.floats(named.get("pos_embed")))
        .containsExactly(Tensors.floats(TokenPositions.sincos(4, 24)));
    assertThat(named.get("pos_embed").requires_grad()).isFalse();
    assertThat(moco.parametersThrough("conv1").keySet())
        .containsExactly("patch_embed.proj.weight", "patch_embed.proj.bias");
  }

  private static double deviation(Tensor tensor) {
    return tensor.std().item_double();
  }

  private static double largest(Tensor tensor) {
    return tensor.abs().max().item_double();
  }

  @Test
  void aFrozenProjectionIsNotTrained() {
    Backbone vit = create("vit-tiny", SMALL);
    int all = Tensors.parameters(vit).size();
    vit.freezePatches();
    assertThat(Tensors.parameters(vit)).hasSize(all - 2);
    vit.features(images(2, 16)).sum().backward();
    assertThat(Tensors.named(vit).get("patch_embed.proj.weight").grad().defined()).isFalse();
    assertThat(Tensors.named(vit).get("pos_embed").grad().defined()).isTrue();
  }

  @Test
  void branchesAreLeftOutByTheStreamOfThePass() {
    Backbone vit = create("vit-tiny", new VitOptions(4, 4, 24, 3, Positions.LEARNED, 16, 0.5));
    Backbone whole = create("vit-tiny", SMALL);
    try (Scope scope = Scope.openNoGrad()) {
      Tensor images = images(8, 16);
      vit.train(true);
      whole.train(true);
      float[] plain = Tensors.floats(whole.features(images));
      assertThat(Tensors.floats(vit.features(images))).as("no stream").containsExactly(plain);
      vit.drawFrom(stream(1));
      float[] first = Tensors.floats(vit.features(images));
      assertThat(first).isNotEqualTo(plain);
      assertThat(Tensors.floats(vit.features(images))).as("one pass").containsExactly(plain);
      vit.drawFrom(stream(1));
      assertThat(Tensors.floats(vit.features(images))).as("equal streams").containsExactly(first);
      vit.drawFrom(stream(2));
      assertThat(Tensors.floats(vit.features(images))).isNotEqualTo(first);
      vit.eval();
      vit.drawFrom(stream(1));
      assertThat(Tensors.floats(vit.features(images))).as("evaluation").containsExactly(plain);
      vit.train(true);
      assertThat(Tensors.floats(vit.features(images))).as("was used up").containsExactly(plain);
    }
  }

  private static RandomStream stream(int step) {
    return new RandomSource(3).stream(Purpose.DROP_PATH, step, 0);
  }

  /** None in the first block, the given share in the last, half of it between. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0.3", "2, 0.6"})
  void laterBlocksLeaveOutMore(int block, double share) {
    Backbone vit = create("vit-tiny", new VitOptions(4, 3, 24, 3, Positions.LEARNED, 16, 0.6));
    try (Scope scope = Scope.openNoGrad()) {
      Map<String, Tensor> named = Tensors.named(vit);
      for (int each = 0; each < 3; each++) { // of all branches one alone adds something
        named.get("blocks." + each + ".attn.proj.weight").zero_();
        if (each != block) {
          named.get("blocks." + each + ".mlp.fc2.weight").zero_();
        }
      }
      vit.train(true);
      vit.drawFrom(stream(1));
      Tensor images = images(1, 16).repeat(1000, 1, 1, 1);
      double[] drawn = Tensors.doubles(vit.features(images).select(1, 0));
      named.get("blocks." + block + ".mlp.fc2.weight").zero_();
      double none = vit.features(images(1, 16)).select(1, 0).item_double();
      long without = Arrays.stream(drawn).filter(x -> Math.abs(x - none) < 1e-6).count();
      assertThat(without / 1000.0).isCloseTo(share, within(share == 0 ? 0 : 0.06));
    }
  }

  /** A branch left out for an image adds nothing, and a kept one is larger by 1 / (1 - p). */
  @Test
  void aBranchIsKeptWithItsShareOfImages() {
    VitBlock block = new VitBlock(24, 3, 0.25);
    try (Scope scope = Scope.openNoGrad()) {
      Tensors.named(block).get("attn.proj.weight").zero_();
      Tensors.named(block).get("attn.proj.bias").zero_();
      Tensor x = images(2000, 4).reshape(2000, 2, 24);
      Tensor branch = block.forward(x, java.util.Optional.empty()).sub(x);
      Tensor drawn = block.forward(x, java.util.Optional.of(stream(1))).sub(x);
      float[] ratios =
          Tensors.floats(drawn.select(1, 0).select(1, 0).div(branch.select(1, 0).select(1, 0)));
      int kept = 0;
      for (float ratio : ratios) {
        if (ratio > 0.5) {
          kept++;
          assertThat(ratio).isCloseTo(4 / 3f, within(0.01f));
        } else {
          assertThat(ratio).isZero();
        }
      }
      assertThat(kept / 2000.0).isCloseTo(0.75, within(0.04)); // four deviations
    }
  }

  @Test
  void attentionOfEachTokenAddsUpToOne() {
    Backbone vit = create("vit-tiny", SMALL);
    try (Scope scope = Scope.openNoGrad()) {
      Tensor attention = vit.lastAttention(images(2, 16)).orElseThrow();
      assertThat(Tensors.shape(attention)).containsExactly(2, 3, 17, 17);
      for (float sum : Tensors.floats(attention.sum(3))) {
        assertThat(sum).isCloseTo(1, within(1e-5f));
      }
    }
    Backbone resNet =
        Backbones.create(
            new BackboneOptions("resnet18", Stem.CIFAR, 4, 0),
            3,
            new RandomSource(5).stream(Purpose.WEIGHTS, 0, 0));
    assertThat(resNet.lastAttention(torch.ones(1, 3, 16, 16))).isEmpty();
  }

  @Test
  void positionsOfAnotherSizeAreInterpolatedAndOthersAreNot() {
    Backbone vit = create("vit-tiny", SMALL);
    Tensor wider = torch.ones(1, 1 + 36, 24);
    assertThat(Tensors.shape(vit.fitted("pos_embed", wider).orElseThrow()))
        .containsExactly(1, 17, 24);
    assertThat(vit.fitted("pos_embed", torch.ones(1, 1 + 35, 24))).isEmpty();
    assertThat(vit.fitted("pos_embed", torch.ones(1, 1 + 36, 12))).isEmpty();
    assertThat(vit.fitted("cls_token", torch.ones(1, 1, 12))).isEmpty();
  }

  @Test
  void sizesOfTheViewAndOfTheNameAreFilledIn() {
    BackboneOptions open = options("vit-small", VitOptions.defaults());
    assertThat(open.forImages(32).vit().image()).isEqualTo(32);
    assertThat(open.forImages(32).forImages(64).vit().image()).isEqualTo(32);
    assertThat(open.forImages(32).resolved().vit())
        .isEqualTo(new VitOptions(16, 12, 384, 6, Positions.LEARNED, 32, 0));
    BackboneOptions resNet = BackboneOptions.defaults();
    assertThat(resNet.forImages(32)).isSameAs(resNet);
    assertThat(resNet.resolved()).isSameAs(resNet);
  }

  @Test
  void whatDoesNotFitIsRefusedWithWhatWould() {
    BackboneOptions sixteen = options("vit-tiny", VitOptions.defaults());
    sixteen.requirePatches(32, "view.size");
    assertThatThrownBy(() -> sixteen.requirePatches(40, "view.size"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "backbone.vit.patch of 16 does not divide view.size of 40: set it to 10 or 20, or view.size to 32 or 48");
    assertThatThrownBy(() -> sixteen.requirePatches(12, "view.size"))
        .hasMessageEndingWith("set it to 12, or view.size to 16");
    options("resnet18", VitOptions.defaults()).requirePatches(41, "view.size");
    assertThatThrownBy(
            () -> create("vit-tiny", new VitOptions(4, 2, 192, 5, Positions.LEARNED, 16, 0)))
        .isInstanceOf(InputException.class)
        .hasMessage("backbone.vit.heads of 5 does not divide the width of 192: set it to 4 or 6");
    assertThatThrownBy(
            () -> create("vit-tiny", new VitOptions(4, 2, 18, 3, Positions.SINCOS, 16, 0)))
        .hasMessageEndingWith("set backbone.vit.width=20");
    assertThatThrownBy(
            () -> create("vit-base", new VitOptions(1, 64, 8192, 8, Positions.LEARNED, 16384, 0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a vit-base of 64 blocks of width 8192 needs")
        .hasMessageEndingWith("lower backbone.vit.width or backbone.vit.depth");
    assertThatThrownBy(() -> create("vit-tiny", SMALL).features(images(1, 18)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("backbone.vit.patch of 4 does not divide the size of an image");
  }
}
