package org.likeness.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Table;
import org.likeness.error.InputException;
import org.likeness.methods.Methods;
import org.likeness.option.OptionInfo;
import org.likeness.pretraining.MethodSettings;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RecipeFinder;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;
import picocli.CommandLine;

/** {@code likeness recipes}: the included recipes. */
@CommandLine.Command(
    name = "recipes",
    customSynopsis = "./likeness recipes [NAME [--method METHOD] [--set KEY=VALUE]... [--options]]",
    description = {
      "List the included recipes and the presets of methods, or print one recipe.",
      "",
      "A recipe is a YAML file with all settings of a training run: method, network, views, optimizer. Use one as it is, change"
          + " single values with --set, or copy it to a file and pass that file to --recipe."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness recipes",
      "  ./likeness recipes NAME > mine.yaml           a copy to change",
      "  ./likeness recipes NAME --options             every key with its value and description",
      "  ./likeness recipes cifar10 --method moco-v2 --set preset=cifar10    all values of a method's preset",
      "  ./likeness pretrain --data photos/ --recipe mine.yaml"
    })
public final class RecipesCommand extends Command {
  @CommandLine.Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      defaultValue = "",
      description = "Print this recipe.")
  private String name = "";

  @CommandLine.Option(
      names = "--options",
      description =
          "Describe every key of the recipe NAME: its value, its meaning, the allowed values.")
  private boolean options;

  @CommandLine.Option(
      names = "--method",
      paramLabel = "METHOD",
      completionCandidates = Candidates.MethodNames.class,
      description = "Show the recipe NAME with this method, all values included.")
  private @Nullable String method;

  @CommandLine.Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Show the recipe NAME with this value, such as preset=cifar10, all values included; may be repeated.")
  private List<String> settings = new ArrayList<>();

  public RecipesCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (!name.isEmpty()) {
      show(RecipeFile.named(name));
    } else if (options || isChanged()) {
      throw new InputException(
          "%s needs the name of a recipe, such as ./likeness recipes %s%s"
              .formatted(
                  options ? "--options" : method == null ? "--set" : "--method",
                  RecipeFinder.FIRST,
                  options ? " --options" : ""));
    } else {
      list(Recipes.names().stream().map(RecipeFile::named).toList());
    }
    return OK;
  }

  private void show(RecipeFile recipe) {
    PretrainRecipe bound = PretrainRecipe.of(changed(Recipes.named(recipe.name())));
    String text = isChanged() ? bound.resolved().toYaml() : recipe.text();
    if (options) {
      explain(bound.describe());
    } else {
      console().result(text.stripTrailing());
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", recipe.name());
    object.put("summary", recipe.summary());
    object.put("text", text);
    object.put("options", json(bound));
    console().object(object);
  }

  private boolean isChanged() {
    return method != null || !settings.isEmpty();
  }

  private Recipe changed(Recipe recipe) {
    return (method == null ? recipe : recipe.with("method", method)).withAll(settings);
  }

  /** In the order of the file: top-level values, then each section under its name. */
  private void explain(List<OptionInfo> keys) {
    Map<String, List<OptionInfo>> sections = new LinkedHashMap<>();
    for (OptionInfo key : keys) {
      sections
          .computeIfAbsent(key.section(), section -> new ArrayList<>())
          .add(key.withoutSection());
    }
    sections.forEach(
        (section, within) -> {
          if (!section.isEmpty()) {
            console().result("");
            console().result(section + ":");
          }
          console().table(OptionLines.table(within));
        });
  }

  private static List<Map<String, Object>> json(PretrainRecipe bound) {
    List<OptionInfo> here = bound.describe();
    List<OptionInfo> usual = PretrainRecipe.defaults(bound.method()).describe();
    return IntStream.range(0, here.size())
        .mapToObj(
            i -> {
              Map<String, Object> object = OptionLines.json(here.get(i), "value");
              object.put("default", usual.get(i).value());
              return object;
            })
        .toList();
  }

  private void list(List<RecipeFile> recipes) {
    Table table = Table.withoutHeading();
    recipes.forEach(recipe -> table.row(recipe.name(), recipe.summary()));
    console().table(table);
    List<Preset> presets = presets();
    if (!recipes.isEmpty()) {
      console().line("");
      console()
          .line("Presets of methods: their authors' settings, or those that are known to work.");
      Table settings = Table.withoutHeading();
      presets.forEach(preset -> settings.row(preset.method(), preset.name(), preset.summary()));
      console().table(settings);
      console().line("");
      console().line("Next: ./likeness pretrain --data DIR --recipe NAME");
      console()
          .line("or    ./likeness pretrain --recipe cifar10 --method METHOD --set preset=PRESET");
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(
        "recipes",
        recipes.stream()
            .map(recipe -> Map.of("name", recipe.name(), "summary", recipe.summary()))
            .toList());
    object.put("presets", presets);
    console().object(object);
  }

  /** A preset of a method, with its source and published result. */
  private record Preset(String method, String name, String summary) {}

  private static List<Preset> presets() {
    List<Preset> presets = new ArrayList<>();
    for (String method : Methods.names()) {
      MethodSettings.of(method)
          .presetSummaries()
          .forEach((name, summary) -> presets.add(new Preset(method, name, summary)));
    }
    return presets;
  }
}
