package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.augment.Preprocessing;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.features.SmallImages;
import org.likeness.image.Image;
import org.likeness.method.MethodEntry;
import org.likeness.methods.Methods;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;
import org.likeness.torch.Torch;
import org.likeness.train.TrainOptions;

/** Each piece of advice at its edge, and none for the recipes that are included. */
final class RecipeAdviceTest {
  private static PretrainRecipe recipe(String... settings) {
    Recipe recipe = Recipe.empty("test");
    for (String setting : settings) {
      recipe = recipe.with(setting);
    }
    return PretrainRecipe.of(recipe);
  }

  /** InvaSpread's own recipe has a rate of 0.06 for batches of 128. */
  @ParameterizedTest
  @CsvSource({
    "0.06, 128, false",
    "0.06, 33, false",
    "0.06, 32, true",
    "0.2399, 128, false",
    "0.24, 128, true",
    "0.001, 128, false",
    "0.06, 512, false"
  })
  void aRateFarFromTheBatchs(double lr, int batch, boolean advised) {
    Optional<String> advice =
        RecipeAdvice.rate(recipe("method=invaspread", "train.lr=" + lr, "train.batch=" + batch));
    assertThat(advice.isPresent()).isEqualTo(advised);
  }

  /** 15 % of three images are none, of twenty three. */
  @Test
  void tooFewImagesForATestPart() {
    SplitOptions split = SplitOptions.defaults();
    DataParts three = DataParts.of(new SmallImages(3, false), split, new RandomSource(0));
    assertThat(RecipeAdvice.untested(split, three))
        .hasValue(
            "none of the 3 images is left for testing, so that nothing will say what the encoder is worth: use more images, or a split.test-share above 0.15");
    DataParts twenty = DataParts.of(new SmallImages(20, false), split, new RandomSource(0));
    assertThat(RecipeAdvice.untested(split, twenty)).isEmpty();
    SplitOptions none = split.withShares(0, 0, 2);
    assertThat(
            RecipeAdvice.untested(
                none, DataParts.of(new SmallImages(9, false), none, new RandomSource(0))))
        .as("nothing was to be tested")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"moco-v3, 0.1, true", "moco-v3, 0, false", "dino, 0.1, false"})
  void dropPathOfAMethodThatDropsNone(String method, double share, boolean advised) {
    PretrainRecipe recipe =
        recipe(
            "method=" + method,
            "backbone.name=vit-tiny",
            "backbone.vit.patch=8",
            "view.size=32",
            "backbone.vit.drop-path=" + share);
    assertThat(RecipeAdvice.dropPath(recipe).isPresent()).isEqualTo(advised);
  }

  @Test
  void theRateThatFitsIsSaid() {
    assertThat(RecipeAdvice.rate(recipe("method=invaspread", "train.lr=0.06", "train.batch=16")))
        .contains(
            "train.lr of 0.06 is high for batches of 16, as the method's recipe has 0.06 for 128: 0.0075 fits, or train.lr-scaling=linear with a rate for 256");
    assertThat(
            RecipeAdvice.rate(
                recipe(
                    "method=invaspread", "train.lr=0.06", "train.batch=16", "train.accumulate=4")))
        .as("64 images an update")
        .isEmpty();
    assertThat(
            RecipeAdvice.rate(
                recipe("method=invaspread", "train.batch=16", "train.lr-scaling=linear")))
        .isEmpty();
    assertThat(
            RecipeAdvice.rate(
                recipe("method=invaspread", "train.batch=16", "train.optimizer=adamw")))
        .isEmpty();
  }

  /** SwAV's preset has a rate of 4.8 for batches of 4096, its own recipe 0.1 for 64 with SGD. */
  @ParameterizedTest
  @CsvSource({"4.8, 1025, false", "4.8, 1024, true", "1.2, 256, true", "1.19, 256, false"})
  void aRateFarFromThatOfThePreset(double lr, int batch, boolean advised) {
    PretrainRecipe recipe =
        recipe("method=swav", "preset=imagenet", "train.lr=" + lr, "train.batch=" + batch);
    assertThat(RecipeAdvice.rate(recipe).isPresent()).isEqualTo(advised);
    assertThat(RecipeAdvice.rate(recipe.ofPreset(Optional.empty())))
        .as("of another optimizer")
        .isEmpty();
  }

  /** InvaSpread's recipe has 0.06 for 128, its preset for unseen classes 0.001 for 64. */
  @Test
  void thePresetCountsAndNotTheMethodsRecipe() {
    PretrainRecipe recipe = recipe("method=invaspread", "preset=unseen", "train.lr=0.01");
    assertThat(RecipeAdvice.rate(recipe))
        .contains(
            "train.lr of 0.01 is high for batches of 64, as the preset unseen has 0.001 for 64: 0.0010 fits, or train.lr-scaling=linear with a rate for 256");
    assertThat(RecipeAdvice.rate(PretrainRecipe.of(recipe.resolved())))
        .as("of a resolved recipe, whose preset is not known")
        .isEmpty();
    assertThat(PretrainRecipe.of(recipe.resolved()).ofPreset(recipe.preset()).preset())
        .contains("unseen");
  }

  /** The preset's rate of 0.3 for 256 is scaled: 0.3 for its batch of 256. */
  @Test
  void aRateThatNoLongerScalesIsComparedWithTheScaledOne() {
    assertThat(RecipeAdvice.rate(recipe("method=dino", "preset=cifar10", "train.batch=64")))
        .as("scales")
        .isEmpty();
    assertThat(
            RecipeAdvice.rate(
                recipe(
                    "method=dino",
                    "preset=cifar10",
                    "train.batch=64",
                    "train.lr-scaling=none",
                    "train.lr=0.3")))
        .contains(
            "train.lr of 0.3 is high for batches of 64, as the preset cifar10 has 0.3 for 256: 0.075 fits, or train.lr-scaling=linear with a rate for 256");
  }

  static Stream<String> methods() {
    return Methods.all().stream().map(MethodEntry::name);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void noIncludedRecipeIsAdvisedAgainst(String method) {
    for (String base : Recipes.names()) {
      PretrainRecipe recipe = PretrainRecipe.of(Recipes.named(base).with("method=" + method));
      assertThat(RecipeAdvice.rate(recipe)).as(base + " " + method).isEmpty();
    }
    for (String preset : MethodSettings.of(method).presetNames()) {
      PretrainRecipe recipe = recipe("method=" + method, "preset=" + preset);
      assertThat(RecipeAdvice.rate(recipe)).as(preset + " " + method).isEmpty();
      for (String base : Recipes.names()) {
        recipe =
            PretrainRecipe.of(
                Recipes.named(base).with("method=" + method).with("preset=" + preset));
        assertThat(recipe.preset()).contains(preset);
        assertThat(RecipeAdvice.rate(recipe)).as(base + " " + preset + " " + method).isEmpty();
      }
    }
  }

  /** 32 images, each of one value; those of a value below 0 cannot be decoded. */
  private record Plain(int even, int odd) implements Dataset {
    @Override
    public String name() {
      return "plain";
    }

    @Override
    public int size() {
      return 32;
    }

    @Override
    public ImageInfo info(int index) {
      return new ImageInfo(
          "image" + index, 2, 2, OptionalInt.empty(), Optional.empty(), Optional.empty(), Map.of());
    }

    @Override
    public Image load(int index) throws IOException {
      int value = index % 2 == 0 ? even : odd;
      if (value < 0) {
        throw new IOException("broken");
      }
      byte[] rgb = new byte[12];
      Arrays.fill(rgb, (byte) value);
      return new Image(2, 2, rgb);
    }

    @Override
    public List<String> classNames() {
      return List.of();
    }
  }

  private static Preprocessing seen(double mean, double std) {
    return new Preprocessing(8, 8, List.of(mean, mean, mean), List.of(std, std, std));
  }

  @Test
  void statisticsOfOtherImages() {
    Dataset images = new Plain(51, 153); // mean 0.4, deviation 0.2
    assertThat(RecipeAdvice.statistics(seen(0.4, 0.2), images)).isEmpty();
    assertThat(RecipeAdvice.statistics(seen(0.11, 0.2), images)).isEmpty();
    assertThat(RecipeAdvice.statistics(seen(0.09, 0.2), images))
        .contains(
            "view.mean and view.std are those of other images: [0.40, 0.40, 0.40] and [0.20, 0.20, 0.20] fit these");
    assertThat(RecipeAdvice.statistics(seen(0.4, 0.081), images)).isEmpty();
    assertThat(RecipeAdvice.statistics(seen(0.4, 0.079), images)).isPresent();
    assertThat(RecipeAdvice.statistics(seen(0.4, 0.49), images)).isEmpty();
    assertThat(RecipeAdvice.statistics(seen(0.4, 0.51), images)).isPresent();
    assertThat(RecipeAdvice.statistics(seen(0, 1), images)).as("no normalisation").isEmpty();
  }

  /** Of a channel at a time; the images have 0.4 and 0.2 in each. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aChannelOfOtherImagesIsEnough(int channel) {
    List<Double> mean = new ArrayList<>(List.of(0.4, 0.4, 0.4));
    List<Double> std = new ArrayList<>(List.of(0.2, 0.2, 0.2));
    mean.set(channel, 0.8);
    Dataset images = new Plain(51, 153);
    assertThat(RecipeAdvice.statistics(new Preprocessing(8, 8, mean, std), images)).isPresent();
    mean.set(channel, 0.4);
    std.set(channel, 0.6);
    assertThat(RecipeAdvice.statistics(new Preprocessing(8, 8, mean, std), images)).isPresent();
  }

  /** CMC trains in Lab, whatever the recipe's RGB statistics are. */
  @ParameterizedTest
  @CsvSource({"invaspread, true", "cmc, false"})
  void statisticsOfOtherColoursAreNotCompared(String method, boolean advised) {
    Torch.require();
    PretrainRecipe recipe = recipe("method=" + method, "backbone.width=8", "train.batch=8");
    Preprocessing seen = recipe.build(32, 0).encoder().preprocessing();
    List<String> advice = RecipeAdvice.of(recipe, seen, new Plain(0, 0));
    assertThat(advice.toString().contains("view.mean and view.std are those of other images"))
        .isEqualTo(advised);
  }

  @Test
  void imagesThatCannotBeDecodedAreNoAdvice() {
    assertThat(RecipeAdvice.statistics(seen(0.4, 0.2), new Plain(-1, -1))).isEmpty();
  }

  private static Cost cost(double secondsPerEpoch, double epochsLeft) {
    return new Cost(secondsPerEpoch, epochsLeft, 10, 0);
  }

  @Test
  void bfloat16IsAdvisedWhereItGains() {
    assertThat(RecipeAdvice.precision(cost(115, 5), Optional.empty(), cost(100.1, 5))).isEmpty();
    assertThat(RecipeAdvice.precision(cost(115, 5), Optional.empty(), cost(100, 5))).isPresent();
    assertThat(RecipeAdvice.precision(cost(115, 5), Optional.empty(), cost(80, 5)))
        .contains("train.precision=bfloat16 trains about 1.4 times as fast here, by a short trial");
    assertThat(RecipeAdvice.precision(cost(115, 5), Optional.of(cost(90, 5)), cost(80, 5)))
        .as("the first measurement was held up")
        .isEmpty();
    assertThat(RecipeAdvice.precision(cost(90, 5), Optional.of(cost(115, 5)), cost(80, 5)))
        .as("the second one was")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "24.1, 5, float32, cpu, true",
    "24, 5, float32, cpu, false",
    "24.1, 4.9, float32, cpu, false",
    "24.1, 5, bfloat16, cpu, false",
    "24.1, 5, float32, cuda, false"
  })
  void bfloat16IsTriedForLongRunsInFloat32(
      double seconds, double epochs, String precision, String device, boolean tried) {
    TrainOptions train = recipe("train.precision=" + precision, "train.device=" + device).train();
    assertThat(RecipeAdvice.isLongInFloat32(train, cost(seconds, epochs))).isEqualTo(tried);
  }
}
