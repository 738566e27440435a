package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.error.InputException;
import org.likeness.image.Image;
import org.likeness.recipe.Recipe;

final class RecipeFinderTest {
  private static final Recipe NOTHING = Recipe.empty("given");

  @TempDir Path folder;

  private Dataset images(int count, int width, int height) throws IOException {
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
    return Datasets.open(folder.toString(), DataOptions.defaults());
  }

  @Test
  void sizeDecidesAndFewImagesGetASmallerBatch() throws IOException {
    try (Dataset small = images(60, 64, 20)) {
      FittingRecipe fitting = RecipeFinder.fitting(small, NOTHING);
      assertThat(fitting.name()).isEqualTo("small");
      PretrainRecipe bound = PretrainRecipe.of(fitting.recipe());
      assertThat(bound.train().batch()).isEqualTo(32);
      assertThat(bound.train().lr()).isEqualTo(0.015);
      assertThat(bound.train().epochs()).isEqualTo(20);
      assertThat(fitting.reasons())
          .containsExactly(
              "Recipe small: most images have at most 64 pixels on their longer side",
              "46 training images: batch 32 and learning rate 0.015 instead of the recipe's 128 and 0.06");
    }
  }

  /** The longer sides of images that are never decoded. */
  private record Sides(List<Integer> sides) implements Dataset {
    @Override
    public String name() {
      return "sides";
    }

    @Override
    public int size() {
      return sides.size();
    }

    @Override
    public ImageInfo info(int index) {
      return new ImageInfo(
          "image" + index,
          index % 2 == 0 ? sides.get(index) : 1,
          index % 2 == 0 ? 1 : sides.get(index),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of());
    }

    @Override
    public Image load(int index) {
      throw new AssertionError("image " + index + " was decoded");
    }

    @Override
    public List<String> classNames() {
      return List.of();
    }
  }

  /** A few of another size do not count, however large or small. */
  @Test
  void theSizeOfMostImagesDecides() {
    assertThat(RecipeFinder.bySize(new Sides(List.of(9000, 32, 64, 64, 9000)))).isEqualTo("small");
    assertThat(RecipeFinder.bySize(new Sides(List.of(65, 1, 70, 1, 70)))).isEqualTo("photos");
    assertThat(RecipeFinder.bySize(new Sides(List.of()))).isEqualTo("small");
  }

  @Test
  void theMethodBringsItsBatchAndWhatIsGivenStaysAbove() throws IOException {
    try (Dataset large = images(60, 20, 65)) {
      Recipe given =
          NOTHING.with("method", "instdisc").with("train.epochs", 7).with("train.lr", 0.5);
      FittingRecipe fitting = RecipeFinder.fitting(large, given);
      assertThat(fitting.name()).isEqualTo("photos");
      PretrainRecipe bound = PretrainRecipe.of(fitting.recipe());
      assertThat(bound.method().name()).isEqualTo("instdisc");
      assertThat(bound.train().batch()).isEqualTo(32);
      assertThat(bound.train().lr()).isEqualTo(0.5);
      assertThat(bound.train().epochs()).isEqualTo(7);
      assertThat(fitting.reasons().get(1))
          .isEqualTo(
              "46 training images: batch 32 instead of the recipe's 64; learning rate 0.5 as set");
    }
  }

  @Test
  void whatALayerOrAMethodsSectionOfTheCallerSaysCountsAsSet() throws IOException {
    try (Dataset small = images(60, 30, 30)) {
      for (String yaml :
          List.of("train: {batch: 16, lr: 0.5}", "methods: {invaspread: {train: {batch: 16}}}")) {
        FittingRecipe fitting = RecipeFinder.fitting(small, Recipe.parse(yaml, "mine"));
        assertThat(PretrainRecipe.of(fitting.recipe()).train().batch()).as(yaml).isEqualTo(16);
        assertThat(fitting.reasons()).as(yaml).hasSize(1);
      }
      FittingRecipe rate = RecipeFinder.fitting(small, Recipe.parse("train: {lr: 0.5}", "mine"));
      assertThat(PretrainRecipe.of(rate.recipe()).train().lr()).isEqualTo(0.5);
      FittingRecipe other =
          RecipeFinder.fitting(
              small, Recipe.parse("methods: {instdisc: {train: {batch: 16}}}", "mine"));
      assertThat(PretrainRecipe.of(other.recipe()).train().batch()).isEqualTo(32);
    }
  }

  @Test
  void aBatchThatIsGivenIsKeptWhereItIsTheRecipesOwn() throws IOException {
    try (Dataset small = images(60, 30, 30)) {
      FittingRecipe fitting = RecipeFinder.fitting(small, NOTHING.with("train.batch", 128));
      assertThat(PretrainRecipe.of(fitting.recipe()).train().batch()).isEqualTo(128);
      assertThat(fitting.reasons()).hasSize(1);
    }
  }

  @Test
  void aRateThatGrowsWithTheBatchIsLeftToTheScaling() throws IOException {
    try (Dataset small = images(60, 30, 30)) {
      FittingRecipe fitting = RecipeFinder.fitting(small, NOTHING.with("lr-scaling=linear"));
      assertThat(PretrainRecipe.of(fitting.recipe()).train().batch()).isEqualTo(32);
      assertThat(PretrainRecipe.of(fitting.recipe()).train().lr()).isEqualTo(0.06);
      assertThat(fitting.reasons().get(1))
          .endsWith("batch 32 and learning rate 0.06 instead of the recipe's 128 and 0.06");
    }
  }

  @Test
  void withoutRecipeAndDataTheFirstRunIsMeant() {
    assertThat(RecipeFinder.asked(Optional.empty(), false).orElseThrow().source())
        .isEqualTo(RecipeFinder.FIRST);
    assertThat(RecipeFinder.asked(Optional.empty(), true)).isEmpty();
    assertThat(RecipeFinder.asked(Optional.of("photos"), true).orElseThrow().source())
        .isEqualTo("photos");
  }

  @Test
  void aBatchThatIsGivenIsKept() throws IOException {
    try (Dataset small = images(60, 30, 30)) {
      FittingRecipe fitting = RecipeFinder.fitting(small, NOTHING.with("batch=16"));
      assertThat(PretrainRecipe.of(fitting.recipe()).train().batch()).isEqualTo(16);
      assertThat(PretrainRecipe.of(fitting.recipe()).train().lr()).isEqualTo(0.06);
      assertThat(fitting.reasons()).hasSize(1);
    }
  }

  @Test
  void settingsAreCheckedBeforeAnyImage() {
    assertThat(
            RecipeFinder.before(Optional.empty(), NOTHING.with("data.source", "007"))
                .data()
                .source())
        .isEqualTo("007");
    assertThatThrownBy(() -> RecipeFinder.before(Optional.empty(), NOTHING.with("epoch=1")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("unknown key epoch");
  }

  @Test
  void namesAreOfTheLibraryOrOfFiles() throws IOException {
    assertThat(RecipeFinder.named("emoji").source()).isEqualTo("emoji");
    Path file = Files.writeString(folder.resolve("mine"), "from: small\ntrain: {epochs: 3}");
    assertThat(PretrainRecipe.of(RecipeFinder.named(file.toString())).train().epochs())
        .isEqualTo(3);
    assertThatThrownBy(() -> RecipeFinder.named(folder.resolve("none.yaml").toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot be read: no such file or folder");
  }
}
