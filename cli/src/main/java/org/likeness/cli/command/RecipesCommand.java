package org.likeness.cli.command;

import java.util.List;
import java.util.Map;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Table;
import org.likeness.recipe.Recipes;
import picocli.CommandLine;

/** {@code likeness recipes}: the recipes that come with Likeness. */
@CommandLine.Command(
    name = "recipes",
    customSynopsis = "./likeness recipes [NAME]",
    description = {
      "List the recipes that come with Likeness, or show one of them.",
      "",
      "A recipe is a YAML file with everything that makes a training run: method, network, views, optimizer. Take one as it is, change"
          + " single values with --set, or copy it to a file of your own and name that file."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness recipes",
      "  ./likeness recipes NAME > mine.yaml           a copy to change",
      "  ./likeness pretrain --data photos/ --recipe mine.yaml"
    })
public final class RecipesCommand extends Command {
  @CommandLine.Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      defaultValue = "",
      description = "Print this recipe.")
  private String name = "";

  public RecipesCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (name.isEmpty()) {
      list(Recipes.names().stream().map(RecipeFile::named).toList());
    } else {
      RecipeFile recipe = RecipeFile.named(name);
      console().result(recipe.text().stripTrailing());
      console()
          .object(
              Map.of("name", recipe.name(), "summary", recipe.summary(), "text", recipe.text()));
    }
    return OK;
  }

  private void list(List<RecipeFile> recipes) {
    Table table = Table.withoutHeading();
    recipes.forEach(recipe -> table.row(recipe.name(), recipe.summary()));
    console().table(table);
    if (!recipes.isEmpty()) {
      console().line("");
      console().line("Next: ./likeness pretrain --data DIR --recipe " + recipes.get(0).name());
    }
    console()
        .object(
            Map.of(
                "recipes",
                recipes.stream()
                    .map(recipe -> Map.of("name", recipe.name(), "summary", recipe.summary()))
                    .toList()));
  }
}
