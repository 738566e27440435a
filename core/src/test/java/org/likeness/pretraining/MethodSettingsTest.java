package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.augment.BlurOptions;
import org.likeness.augment.Filter;
import org.likeness.augment.PatchOptions;
import org.likeness.error.InputException;
import org.likeness.methods.Cpc;
import org.likeness.methods.Dino;
import org.likeness.methods.InstDisc;
import org.likeness.methods.Methods;
import org.likeness.methods.Swav;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;

final class MethodSettingsTest {
  static java.util.List<String> methods() {
    return Methods.names();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodAndPresetFitsEveryRecipe(String method) {
    for (String name : Recipes.names()) {
      Recipe recipe = Recipes.named(name).with("method", method);
      assertThat(PretrainRecipe.of(recipe).method().name()).isEqualTo(method);
      for (String preset : MethodSettings.of(method).presetNames()) {
        assertThat(PretrainRecipe.of(recipe.with("preset", preset)).options())
            .isEqualTo(
                PretrainRecipe.of(Recipe.parse("method: " + method + "\npreset: " + preset, "x"))
                    .options());
      }
    }
  }

  @Test
  void aPresetIsUnderTheRecipeThatNamesItAndOverWhatThatBuildsOn() {
    PretrainRecipe bound =
        PretrainRecipe.of(
            Recipe.parse(
                "from: photos\nmethod: instdisc\npreset: imagenet\ntrain: {batch: 96}", "mine"));
    InstDisc.Options options = (InstDisc.Options) bound.options();
    assertThat(options.tau()).isEqualTo(0.07);
    assertThat(bound.train().batch()).isEqualTo(96);
    assertThat(bound.train().epochs()).isEqualTo(200);
    assertThat(bound.view().grayscaleFirst()).isTrue();
    assertThat(bound.view().size()).isEqualTo(112);
    assertThat(bound.resolved().toYaml()).doesNotContain("preset:", "from:", "methods:");
  }

  /** Seven rows of patches, and local crops of half the side or a little less. */
  @ParameterizedTest
  @ValueSource(strings = {"emoji", "small", "photos", "imagenet"})
  void patchesAndLocalCropsFitTheViews(String name) {
    PretrainRecipe cpc = PretrainRecipe.of(Recipes.named(name).with("method=cpc"));
    PatchOptions patch = ((Cpc.Options) cpc.options()).patch();
    assertThat((cpc.view().size() - patch.side()) % patch.stride()).isZero();
    assertThat(patch.rows(cpc.view().size())).isEqualTo(7);
    PretrainRecipe swav = PretrainRecipe.of(Recipes.named(name).with("method=swav"));
    PretrainRecipe dino = PretrainRecipe.of(Recipes.named(name).with("method=dino"));
    for (int local :
        new int[] {
          ((Swav.Options) swav.options()).local().size(),
          ((Dino.Options) dino.options()).local().size()
        }) {
      assertThat(local).isBetween(swav.view().size() * 2 / 5, swav.view().size() / 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simclr-v1", "simclr-v2", "byol"})
  void imagenetViewsAreBicubicAndBlurredByATrueGaussian(String method) {
    PretrainRecipe bound =
        PretrainRecipe.of(
            Recipes.named("imagenet").with("method", method).with("preset", "imagenet"));
    assertThat(bound.view().crop().filter()).isEqualTo(Filter.BICUBIC);
    assertThat(bound.view().blur().kind()).isEqualTo(BlurOptions.Kind.TRUE);
    String written = bound.resolved().toYaml();
    assertThat(PretrainRecipe.of(Recipe.parse(written, "recipe.yaml")).view())
        .isEqualTo(bound.view());
  }

  @Test
  void settingsAreAboveWhatARecipeHasForTheMethod() {
    Recipe photos = Recipes.named("photos");
    PretrainRecipe cpc = PretrainRecipe.of(photos.with("method=cpc").with("options.patch.side=16"));
    assertThat(((Cpc.Options) cpc.options()).patch().side()).isEqualTo(16);
    assertThat(((Cpc.Options) cpc.options()).patch().stride()).isEqualTo(14);
    PretrainRecipe dino =
        PretrainRecipe.of(photos.with("method=dino").with("options.local.size=32"));
    assertThat(((Dino.Options) dino.options()).local().size()).isEqualTo(32);
    assertThat(((Dino.Options) dino.options()).local().count()).isEqualTo(4);
  }

  @Test
  void anotherMethodLeavesThePresetAndTheOptionsBehind() {
    PretrainRecipe bound =
        PretrainRecipe.of(Recipes.named("imagenet-instdisc").with("method", "invaspread"));
    assertThat(bound.view().grayscaleFirst()).isFalse();
    assertThat(bound.train().milestones()).isEmpty();
    assertThat(bound.options()).isEqualTo(Methods.named("invaspread").defaults());
  }

  @Test
  void unknownNamesAreRefused() {
    refuses(
        "method: instdisc\npreset: imagnet",
        "instdisc: there is no preset 'imagnet', did you mean imagenet?");
    refuses(
        "method: invaspread\npreset: imagenet",
        "invaspread: there is no preset 'imagenet': choose one of cifar10, unseen");
    refuses(
        "methods: {instdisk: {train: {epochs: 3}}}",
        "recipe mine: methods.instdisk must name a method: there is no method 'instdisk', did you mean instdisc?");
  }

  private static void refuses(String yaml, String message) {
    assertThatThrownBy(() -> PretrainRecipe.of(Recipe.parse(yaml, "mine")))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }
}
