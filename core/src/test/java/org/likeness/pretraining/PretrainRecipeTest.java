package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.error.InputException;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;

final class PretrainRecipeTest {
  static java.util.List<String> names() {
    return Recipes.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyRecipeBindsAndItsResolvedFormBindsToTheSame(String name) {
    PretrainRecipe bound = PretrainRecipe.of(Recipes.named(name));
    PretrainRecipe again =
        PretrainRecipe.of(Recipe.parse(bound.resolved().toYaml(), "recipe.yaml"));
    assertThat(again.options()).isEqualTo(bound.options());
    assertThat(again.view()).isEqualTo(bound.view());
    assertThat(again.train()).isEqualTo(bound.train());
    assertThat(again.resolved().toYaml()).isEqualTo(bound.resolved().toYaml());
    assertThat(bound.preprocessing().size()).isEqualTo(bound.view().size());
    assertThat(bound.phrase()).startsWith(bound.method().title() + ", " + bound.backbone().name());
  }

  @Test
  void anEmptyRecipeTakesEveryDefault() {
    PretrainRecipe bound = PretrainRecipe.of(Recipe.empty("nothing"));
    assertThat(bound.method().name()).isEqualTo("invaspread");
    assertThat(bound.split()).isEqualTo(SplitOptions.defaults());
    assertThat(bound.monitor()).isEqualTo(MonitorOptions.defaults());
    assertThat(bound.summary()).isEqualTo(SummaryOptions.defaults());
    assertThat(bound.seed()).isZero();
    assertThat(bound.init()).isEmpty();
  }

  @Test
  void mistakesAreOneSentenceWithPlaceAndKey() {
    refuses(
        "train: {epoch: 3}", "recipe mine: unknown key train.epoch, did you mean train.epochs?");
    refuses("trian: {epochs: 3}", "recipe mine: unknown section trian, did you mean train?");
    refuses(
        "train: {epochs: many}",
        "recipe mine: train.epochs must be a whole number but is \"many\"");
    refuses("train: {epochs: 0}", "recipe mine: train.epochs must be at least 1 but is 0");
    refuses("options: {tau: -1}", "recipe mine: options.tau must be positive but is -1");
    refuses("split: {test-share: 1}", "recipe mine: split.test-share must be in [0, 1) but is 1");
    refuses("monitor: {images: 1}", "recipe mine: monitor.images must be at least 2 but is 1");
    refuses("seed: one", "recipe mine: seed must be a whole number but is \"one\"");
    refuses("method: instdisk", "there is no method 'instdisk', did you mean instdisc?");
    refuses(
        "train: {optimizer: sdg}",
        "train.optimizer: there is no optimizer 'sdg', did you mean sgd?");
    refuses(
        "optimizer: {momentum: 1}", "recipe mine: optimizer.momentum must be in [0, 1) but is 1");
  }

  @Test
  void aSettingIsNamedAsItWasGiven() {
    assertThatThrownBy(() -> PretrainRecipe.of(Recipe.empty("mine").with("epochs=0")))
        .isInstanceOf(InputException.class)
        .hasMessage("setting epochs=0: train.epochs must be at least 1 but is 0");
  }

  private static void refuses(String yaml, String message) {
    assertThatThrownBy(() -> PretrainRecipe.of(Recipe.parse(yaml, "mine")))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }
}
