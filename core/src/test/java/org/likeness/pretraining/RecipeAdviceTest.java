package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import org.likeness.augment.ViewOptions;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.image.Image;
import org.likeness.method.MethodEntry;
import org.likeness.methods.Methods;
import org.likeness.option.OptionRecords;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;

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

  private static ViewOptions view(double mean, double std) {
    ViewOptions view =
        OptionRecords.with(ViewOptions.defaults(8), "mean", List.of(mean, mean, mean));
    return OptionRecords.with(view, "std", List.of(std, std, std));
  }

  @Test
  void statisticsOfOtherImages() {
    Dataset images = new Plain(51, 153); // mean 0.4, deviation 0.2
    assertThat(RecipeAdvice.statistics(view(0.4, 0.2), images)).isEmpty();
    assertThat(RecipeAdvice.statistics(view(0.11, 0.2), images)).isEmpty();
    assertThat(RecipeAdvice.statistics(view(0.09, 0.2), images))
        .contains(
            "view.mean and view.std are those of other images: [0.40, 0.40, 0.40] and [0.20, 0.20, 0.20] fit these");
    assertThat(RecipeAdvice.statistics(view(0.4, 0.081), images)).isEmpty();
    assertThat(RecipeAdvice.statistics(view(0.4, 0.079), images)).isPresent();
    assertThat(RecipeAdvice.statistics(view(0.4, 0.49), images)).isEmpty();
    assertThat(RecipeAdvice.statistics(view(0.4, 0.51), images)).isPresent();
    assertThat(RecipeAdvice.statistics(view(0, 1), images)).as("no normalisation").isEmpty();
  }

  @Test
  void imagesThatCannotBeDecodedAreNoAdvice() {
    assertThat(RecipeAdvice.statistics(view(0.4, 0.2), new Plain(-1, -1))).isEmpty();
  }

  @Test
  void bfloat16IsAdvisedWhereItGains() {
    assertThat(RecipeAdvice.precision(115, 100.1)).isEmpty();
    assertThat(RecipeAdvice.precision(115, 80))
        .contains("train.precision=bfloat16 trains about 1.4 times as fast here, by a short trial");
  }
}
