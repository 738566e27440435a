package org.likeness.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.likeness.cli.console.Console;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Sections;
import picocli.CommandLine.Option;

/**
 * Which pictures a command looks at: {@code --data}, and {@code --set data.KEY=VALUE} for what is
 * rarely needed.
 */
final class DataArguments {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Pictures: a folder, a CSV, tar files, or a name that the command datasets lists.")
  private @Nullable String data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "How the pictures are read, as often as you like: --set data.exclude=thumbs, --set data.label=species.")
  private List<String> settings = new ArrayList<>();

  /** What was named; empty where {@code --data} is missing. */
  Optional<String> name() {
    return Optional.ofNullable(data);
  }

  /**
   * The given data options with the settings of the command line, and its source where one was
   * named.
   */
  DataOptions options(DataOptions defaults) {
    Recipe recipe = RecipeChoice.with(Recipe.empty("on the command line"), settings);
    DataOptions options =
        recipe.resolve(new Sections().section("data", defaults)).bind("data", defaults);
    return data == null ? options : options.withSource(data);
  }

  /** Opens a data set; a download is shown as it goes. */
  static Dataset open(Console console, DataOptions options) {
    try (DownloadBar download = new DownloadBar(console)) {
      return Datasets.open(options.source(), options, download);
    }
  }
}
