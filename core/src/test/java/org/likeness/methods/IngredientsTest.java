package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.Backbone;
import org.likeness.backbone.BackboneOptions;
import org.likeness.error.InputException;
import org.likeness.io.SafeTensors;
import org.likeness.method.Ingredients;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class IngredientsTest {
  private static final RandomSource RANDOM = new RandomSource(4);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Ingredients with(Optional<Path> init) {
    return new Ingredients(
        10,
        2,
        5,
        new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0),
        init,
        ViewOptions.defaults(16),
        new Preprocessing(16, 16, List.of(0.5, 0.5, 0.5), List.of(0.2, 0.2, 0.2)),
        RANDOM,
        0);
  }

  private static float[] kernel(Backbone backbone) {
    return Tensors.floats(Tensors.named(backbone).get("layer4.1.conv2.weight"));
  }

  @Test
  void everyBackboneBeginsWithTheGivenWeights(@TempDir Path folder) {
    Backbone given = with(Optional.empty()).newBackbone(3, RANDOM.stream(Purpose.WEIGHTS, 9, 0));
    Path file = folder.resolve("weights.safetensors");
    SafeTensors.write(file, Tensors.named(given), Map.of());
    Ingredients in = with(Optional.of(file));
    for (int part = 0; part < 3; part++) {
      Backbone made = in.newBackbone(3, RANDOM.stream(Purpose.WEIGHTS, part, 0));
      assertThat(kernel(made)).as("backbone %d", part).containsExactly(kernel(given));
    }
    Backbone random = with(Optional.empty()).newBackbone(3, RANDOM.stream(Purpose.WEIGHTS, 0, 0));
    assertThat(kernel(random)).isNotEqualTo(kernel(given));
  }

  @Test
  void weightsForOtherChannelsAreRefused(@TempDir Path folder) {
    Path file = folder.resolve("weights.safetensors");
    SafeTensors.write(
        file,
        Tensors.named(with(Optional.empty()).newBackbone(3, RANDOM.stream(Purpose.WEIGHTS, 0, 0))),
        Map.of());
    Ingredients in = with(Optional.of(file));
    assertThatThrownBy(() -> in.newBackbone(1, RANDOM.stream(Purpose.WEIGHTS, 0, 0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("conv1.weight");
  }
}
