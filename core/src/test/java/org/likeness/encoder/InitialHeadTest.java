package org.likeness.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.augment.Preprocessing;
import org.likeness.backbone.Backbone;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.Backbones;
import org.likeness.error.InputException;
import org.likeness.method.Method;
import org.likeness.nn.Activation;
import org.likeness.nn.MlpHead;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.Norm;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.recipe.Recipe;
import org.likeness.torch.Torch;

final class InitialHeadTest {
  private static final int HIDDEN = 6;

  @TempDir Path folder;
  private Path file;
  private int features;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @BeforeEach
  void encoder() {
    BackboneOptions options = new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0);
    RandomStream random = new RandomSource(3).stream(Purpose.WEIGHTS, 0, 0);
    Backbone backbone = Backbones.create(options, 3, random);
    features = backbone.featureSize();
    List<MlpLayer> layers =
        List.of(
            new MlpLayer(HIDDEN, true, Norm.NONE, Activation.RELU),
            new MlpLayer(5, true, Norm.NONE, Activation.NONE));
    MlpHead head = new MlpHead(features, layers, random);
    Preprocessing plain = new Preprocessing(8, 8, List.of(0.5, 0.5, 0.5), List.of(0.2, 0.2, 0.2));
    file = folder.resolve("encoder.safetensors");
    new Encoder(new SingleNetwork(backbone, head, options), plain).save(file);
  }

  @Test
  void theFirstLayersAreKept() {
    assertThat(InitialHead.load(file, 1, features).outputSize()).isEqualTo(HIDDEN);
    assertThat(InitialHead.load(file, 2, features).outputSize()).isEqualTo(5);
  }

  @Test
  void aHeadForOtherFeaturesIsRefused() {
    assertThatThrownBy(() -> InitialHead.load(file, 1, features + 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the head in %s takes %d features but the backbone gives %d: set backbone.name and backbone.width to the encoder's own, or options.head-layers to 0"
                .formatted(file, features, features + 1));
  }

  private Method supervised(int width) {
    return PretrainRecipe.of(
            Recipe.empty("test")
                .with("method=supervised")
                .with("backbone.width", width)
                .with("backbone.stem=cifar")
                .with("view.size=8")
                .with("init", file)
                .with("options.head-layers=1"))
        .build(8, 3);
  }

  /** In a run the backbone reads the same file before the head, and says which width fits. */
  @Test
  void aRunOfAnotherWidthIsToldTheWidthOfTheEncoder() {
    assertThat(supervised(4).encoder().network().embeddingSize()).isEqualTo(HIDDEN);
    assertThatThrownBy(() -> supervised(8))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + " contains ")
        .hasMessageContaining(" but the backbone is ")
        .hasMessageEndingWith("; set backbone.width=4");
  }
}
