package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.augment.SecondViewOptions;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.VitOptions;
import org.likeness.method.Ingredients;
import org.likeness.method.RunSize;
import org.likeness.method.Step;
import org.likeness.nn.Activation;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.Norm;
import org.likeness.option.OptionRecords;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class MoCoV3Test {
  private static final MoCoV3.Options SMALL =
      new MoCoV3.Options(0.2, 0.9, 6, 4, MoCoV3Heads.AUTO, true, SecondViewOptions.defaults());

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void theFixtureThroughTheMethod(String type) {
    Fixture f = Fixture.read("moco_v3");
    ScalarType scalars = ScalarType.valueOf(type);
    int b = f.integer("batch");
    Tensor q1 = f.tensor("q1", scalars).set_requires_grad(true);
    Tensor q2 = f.tensor("q2", scalars).set_requires_grad(true);
    Tensor k1 = f.tensor("k1", scalars).set_requires_grad(true);
    MoCoV3 method =
        new MoCoV3(
            IdentityBackbone.ingredients(b, b),
            OptionRecords.with(SMALL, "tau", f.number("tau")),
            IdentityBackbone.network(f.integer("dim")),
            IdentityBackbone.network(f.integer("dim")),
            new GivenHead(q1, q2));
    Tensor loss =
        method
            .loss(IdentityBackbone.batch(k1, f.tensor("k2", scalars)), new Step(0, 10, 0, 1))
            .value();
    loss.backward();
    f.assertMatches("loss", loss);
    f.assertMatches("grad_q1", q1.grad());
    f.assertMatches("grad_q2", q2.grad());
    assertThat(k1.grad().defined()).as("a gradient of the keys").isFalse();
  }

  /** Twice with the momentum of the start and of the middle of the run: 0.9 and 0.95. */
  @Test
  void theKeyNetworkFollowsBeforeTheStepWithARisingMomentum() {
    Tensor start = Tensors.of(new float[] {0, 0}, 2);
    var network = IdentityBackbone.network(4, start);
    MoCoV3 method =
        new MoCoV3(
            IdentityBackbone.ingredients(8, 4),
            SMALL,
            network,
            IdentityBackbone.network(4, start),
            SingleNetworks.predictor(
                IdentityBackbone.ingredients(8, 4), 4, MoCoV3Heads.RESNET.predictor(SMALL)));
    Tensor key = method.state().tensors().get("key.backbone.weight");
    try (NoGradGuard noGrad = new NoGradGuard()) {
      method.state().tensors().get("backbone.weight").fill_(new Scalar(1));
      method.beforeStep(new Step(0, 10, 0, 1));
      assertThat(Tensors.floats(key)[0]).isCloseTo(0.1f, within(1e-6f));
      method.afterStep(new Step(0, 10, 0, 1));
      assertThat(Tensors.floats(key)[0]).isCloseTo(0.1f, within(1e-6f));
      method.beforeStep(new Step(5, 10, 0, 1));
      assertThat(Tensors.floats(key)[0]).isCloseTo(0.1f + 0.9f * 0.05f, within(1e-6f));
    }
  }

  @Test
  void headsAreThoseOfTheBackbonesKind() {
    MlpLayer hidden = new MlpLayer(6, false, Norm.BATCH, Activation.RELU);
    MlpLayer plain = new MlpLayer(4, false, Norm.BATCH_PLAIN, Activation.NONE);
    MlpLayer bare = new MlpLayer(4, false, Norm.NONE, Activation.NONE);
    MoCoV3Heads resnet = MoCoV3Heads.AUTO.of(BackboneOptions.defaults());
    assertThat(resnet.projector(SMALL)).isEqualTo(List.of(hidden, plain));
    assertThat(resnet.predictor(SMALL)).isEqualTo(List.of(hidden, bare));
    MoCoV3Heads vit = MoCoV3Heads.AUTO.of(transformer());
    assertThat(vit.projector(SMALL)).isEqualTo(List.of(hidden, hidden, plain));
    assertThat(vit.predictor(SMALL)).isEqualTo(List.of(hidden, plain));
    assertThat(MoCoV3Heads.VIT.of(BackboneOptions.defaults())).isEqualTo(MoCoV3Heads.VIT);
  }

  private static BackboneOptions transformer() {
    VitOptions vit = VitOptions.defaults();
    for (String option : List.of("patch=8", "depth=1", "width=12", "heads=2", "image=16")) {
      String[] pair = option.split("=", 2);
      vit = OptionRecords.with(vit, pair[0], Integer.parseInt(pair[1]));
    }
    return BackboneOptions.transformer("vit-tiny", vit);
  }

  private static MoCoV3 vit(boolean frozen) {
    Ingredients in = IdentityBackbone.ingredients(8, 4);
    return new MoCoV3(
        new Ingredients(
            in.images(),
            in.batch(),
            in.stepsPerEpoch(),
            transformer(),
            in.view(),
            in.preprocessing(),
            in.random()),
        OptionRecords.with(SMALL, "freeze-patches", frozen));
  }

  @Test
  void theFrozenProjectionOfPatchesTakesNoGradient() {
    float[] pixels = new float[4 * 3 * 16 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) Math.sin(i * i);
    }
    Tensor images = Tensors.of(pixels, 4, 3, 16, 16);
    for (boolean frozen : new boolean[] {true, false}) {
      MoCoV3 method = vit(frozen);
      method
          .loss(IdentityBackbone.batch(images, images.flip(0)), new Step(0, 10, 0, 1))
          .value()
          .backward();
      Map<String, Tensor> state = method.state().tensors();
      assertThat(state.get("backbone.patch_embed.proj.weight").grad().defined()).isEqualTo(!frozen);
      assertThat(state.get("backbone.blocks.0.attn.qkv.weight").grad().defined()).isTrue();
    }
    assertThat(vit(true).trainable().get(0).parameters())
        .as("all but weight and bias of the projection")
        .hasSize(vit(false).trainable().get(0).parameters().size() - 2);
  }

  @Test
  void theSecondViewHasItsOwnBlurAndSolarisation() {
    MoCoV3 method = vit(true);
    assertThat(method.views().views()).hasSize(2);
    assertThat(method.views().get(0)).isNotEqualTo(method.views().get(1));
    assertThat(method.negativesFromBatch()).isTrue();
    assertThat(method.collapsedLoss(8).orElseThrow())
        .isCloseTo(4 * 0.2 * Math.log(8), within(1e-12));
    assertThat(method.advice(new RunSize(1, 49, 8, 1, 100)))
        .singleElement()
        .asString()
        .contains("options.momentum of 0.9");
    assertThat(method.advice(new RunSize(1, 50, 8, 1, 100))).isEmpty();
  }
}
