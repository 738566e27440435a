package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.cli.Outcome;
import org.likeness.data.source.Datasets;
import org.likeness.methods.Methods;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;
import org.likeness.train.TrainOptions;

/** What there is by name must be listed by name, and be told about. */
final class ListCommandsTest {
  private static JsonNode json(String... args) throws JsonProcessingException {
    Outcome outcome = Outcome.of(args);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(outcome.out());
  }

  private static List<String> names(JsonNode list) {
    return list.findValuesAsText("name");
  }

  @Test
  void everyMethodIsListedAndTold() throws JsonProcessingException {
    assertThat(names(json("methods", "--json")))
        .containsExactlyElementsOf(Methods.all().stream().map(entry -> entry.name()).toList());
    for (var entry : Methods.all()) {
      JsonNode one = json("methods", entry.name(), "--json");
      assertThat(one.path("paper").asText()).isEqualTo(entry.paper());
      assertThat(one.path("options"))
          .hasSizeGreaterThanOrEqualTo(entry.defaults().getClass().getRecordComponents().length);
    }
  }

  @Test
  void whatAMethodBringsAndItsPresetsAreTold() throws JsonProcessingException {
    JsonNode one = json("methods", "instdisc", "--json");
    assertThat(one.path("brings").asText()).isEqualTo("train.batch=64, train.lr=0.03");
    assertThat(one.path("presets").asText())
        .isEqualTo(
            "cifar10, imagenet (such as --recipe cifar10 --method instdisc --set preset=cifar10)");
  }

  @Test
  void everyDataSetIsListedAndTold() throws JsonProcessingException {
    assertThat(names(json("datasets", "--json")))
        .containsExactlyElementsOf(Datasets.all().stream().map(entry -> entry.name()).toList());
    for (var entry : Datasets.all()) {
      assertThat(json("datasets", entry.name(), "--json").path("licence").asText())
          .isEqualTo(entry.licence());
    }
  }

  @Test
  void everyRecipeHasASummaryAndIsPrintedAsItIs() throws JsonProcessingException {
    List<String> names = names(json("recipes", "--json").path("recipes"));
    assertThat(names).isEqualTo(Recipes.names());
    for (String name : names) {
      RecipeFile recipe = RecipeFile.named(name);
      assertThat(recipe.summary())
          .as(recipe.name())
          .isNotEmpty()
          .doesNotContain("./likeness pretrain --recipe");
      assertThat(Outcome.of("recipes", recipe.name()).out())
          .isEqualTo(recipe.text().stripTrailing() + "\n");
    }
  }

  @Test
  void everyPresetSaysItsSourceAndResult() throws JsonProcessingException {
    JsonNode presets = json("recipes", "--json").path("presets");
    assertThat(presets).hasSizeGreaterThan(5);
    for (JsonNode preset : presets) {
      assertThat(preset.path("summary").asText()).as(preset.toString()).hasSizeGreaterThan(20);
    }
    assertThat(presets.get(0).path("method").asText()).isEqualTo("instdisc");
    assertThat(presets.get(0).path("name").asText()).isEqualTo("cifar10");
    assertThat(presets.get(0).path("summary").asText())
        .isEqualTo(
            "Table 1: ResNet-18 at full width, weighted kNN 80.8 with the exact softmax, 80.4 with NCE and m = 4096.");
  }

  @Test
  void everyKeyOfARecipeIsExplained() throws JsonProcessingException {
    Outcome told = Outcome.of("recipes", "emoji-instdisc", "--options");
    assertThat(told.exitCode()).isZero();
    assertThat(told.out().lines())
        .anyMatch(line -> line.matches("  method +instdisc +training method.*"))
        .anyMatch(line -> line.equals("options:"))
        .anyMatch(
            line -> line.matches("  bank-momentum +0\\.5 +number in \\[0, 1\\): weight of .*"))
        .anyMatch(line -> line.equals("view:"))
        .anyMatch(
            line -> line.matches("  crop\\.min +0\\.3 +number in \\(0, 1]: smallest share.*"));
    JsonNode options = json("recipes", "emoji-instdisc", "--json").path("options");
    JsonNode epochs = find(options, "train.epochs");
    assertThat(epochs.path("value").asInt()).isEqualTo(40);
    assertThat(epochs.path("default").asInt()).isEqualTo(100);
    assertThat(epochs.path("range").asText()).isEqualTo("at least 1");
    assertThat(epochs.path("help").asText()).isEqualTo("number of epochs");
    assertThat(find(options, "view.colour").path("choices")).hasSize(2);
  }

  @Test
  void aPresetIsShownInItsRecipe() {
    Outcome shown =
        Outcome.of("recipes", "cifar10", "--method", "moco-v1", "--set", "preset=cifar10");
    assertThat(shown.exitCode()).isZero();
    Recipe printed = Recipe.parse(shown.out(), "printed");
    assertThat(printed.text("method")).contains("moco-v1");
    assertThat(printed.bind("train", TrainOptions.defaults()).epochs()).isEqualTo(200);
    assertThat(Outcome.of("recipes", "cifar10", "--method", "byoll").err())
        .startsWith("Error: ")
        .contains("byoll", "byol");
    assertThat(Outcome.of("recipes", "--method", "byol").err())
        .startsWith("Error: --method needs the name of a recipe, such as ./likeness recipes ");
  }

  private static JsonNode find(JsonNode options, String key) {
    for (JsonNode option : options) {
      if (option.path("key").asText().equals(key)) {
        return option;
      }
    }
    throw new AssertionError("no option " + key);
  }

  @Test
  void optionsAreThoseOfOneRecipe() {
    assertThat(Outcome.of("recipes", "--options"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "Error: --options needs the name of a recipe, such as ./likeness recipes emoji --options.\n"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "methods, instdisk, |there is no method 'instdisk', did you mean instdisc?|",
        "datasets, cifar11, |there is no data set 'cifar11', did you mean cifar10?|",
        "recipes, emojis, |there is no recipe 'emojis', did you mean emoji?|"
      })
  void anUnknownNameIsAnsweredWithTheNearest(String command, String name, String sentence) {
    assertThat(Outcome.of(command, name)).isEqualTo(new Outcome(2, "", Outcome.error(sentence)));
  }
}
