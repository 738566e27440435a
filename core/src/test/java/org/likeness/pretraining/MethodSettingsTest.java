package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.error.InputException;
import org.likeness.methods.InstDisc;
import org.likeness.methods.Methods;
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
