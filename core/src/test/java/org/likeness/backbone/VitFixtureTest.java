package org.likeness.backbone;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.likeness.Fixture;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * Values and gradients of a network with timm's parameter names that was written in PyTorch from
 * the paper; weights are waves, which the fixture's note gives.
 */
final class VitFixtureTest {
  private static final int WIDTH = 12;
  private final Fixture fixture = Fixture.read("vit");

  @BeforeAll
  static void loadTorch() {
    Torch.require();
  }

  @ParameterizedTest
  @EnumSource(
      value = ScalarType.class,
      names = {"Float", "Double"})
  void valuesAndGradientsAreThoseOfPyTorch(ScalarType type) {
    Backbone vit = network(type);
    vit.train(true);
    Tensor features = vit.features(images(16, 16, type));
    fixture.assertMatches("features", features);
    wave(features, 0, 0.3, true).mul(features).sum().backward();
    Map<String, Tensor> named = new TreeMap<>(Tensors.named(vit));
    double[] sums =
        named.values().stream()
            .mapToDouble(each -> wave(each, 0, 0.3, true).mul(each.grad()).sum().item_double())
            .toArray();
    double[] expected =
        named.keySet().stream().mapToDouble(name -> fixture.number("gradients/" + name)).toArray();
    Fixture.assertMatches("gradients", sums, expected, type == ScalarType.Double ? 1e-9 : 1e-4);
  }

  @ParameterizedTest
  @EnumSource(
      value = ScalarType.class,
      names = {"Float", "Double"})
  void mapsAttentionAndOtherSizesAreThoseOfPyTorch(ScalarType type) {
    Backbone vit = network(type);
    vit.eval();
    try (Scope scope = Scope.openNoGrad()) {
      Tensor images = images(16, 16, type);
      Map<String, Tensor> maps = vit.stages(images);
      fixture.assertMatches("conv5", maps.get("conv5").sum(1));
      fixture.assertMatches("conv2_sum", maps.get("conv2").sum());
      fixture.assertMatches("conv3_sum", maps.get("conv3").sum());
      Tensor attention = vit.lastAttention(images).orElseThrow(); // [B, heads, N, N]
      fixture.assertMatches("attention_of_cls", attention.select(2, 0));
      fixture.assertMatches("features_of_24_by_32", vit.features(images(24, 32, type)));
    }
  }

  @Test
  void fixedPositionsAreThoseOfTheFormula() {
    Tensor positions = TokenPositions.sincos(3, WIDTH);
    fixture.assertMatches("sincos_of_3", positions.narrow(1, 1, 9).squeeze());
    Fixture.assertMatches(
        "of [CLS]", Tensors.doubles(positions.select(1, 0)), new double[WIDTH], 0);
  }

  private static Backbone network(ScalarType type) {
    BackboneOptions options =
        BackboneOptions.transformer(
            "vit-tiny", new VitOptions(4, 5, WIDTH, 3, VitOptions.Positions.LEARNED, 16, 0));
    Backbone vit = Backbones.create(options, 3, new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0));
    vit.to(type, false);
    int k = 0;
    for (Map.Entry<String, Tensor> each : new TreeMap<>(Tensors.named(vit)).entrySet()) {
      Tensor tensor = each.getValue();
      Tensor wave = wave(tensor, 1.3 * k++, 0.7, false);
      boolean one = tensor.dim() == 1;
      double base = one && each.getKey().endsWith("weight") ? 1 : 0;
      double factor = one ? 0.3 : 0.5;
      Tensors.copy(
          wave.mul(new org.bytedeco.pytorch.Scalar(factor))
              .add(new org.bytedeco.pytorch.Scalar(base)),
          tensor);
    }
    return vit;
  }

  private static Tensor images(int height, int width, ScalarType type) {
    double[] values =
        IntStream.range(0, 2 * 3 * height * width).mapToDouble(j -> Math.sin(0.11 * j)).toArray();
    return Tensors.of(values, 2, 3, height, width).to(type);
  }

  /** sin or cos of {@code start + step j} in the shape and type of a tensor. */
  private static Tensor wave(Tensor like, double start, double step, boolean cosine) {
    double[] values =
        IntStream.range(0, (int) like.numel())
            .mapToDouble(j -> start + step * j)
            .map(x -> cosine ? Math.cos(x) : Math.sin(x))
            .toArray();
    return Tensors.of(values, Tensors.shape(like)).to(Tensors.type(like));
  }
}
