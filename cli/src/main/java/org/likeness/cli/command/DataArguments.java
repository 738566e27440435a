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
 * The images of a command: {@code --data}, and {@code --set data.KEY=VALUE} for options that are
 * rarely needed.
 */
final class DataArguments {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      completionCandidates = Candidates.DataNames.class,
      description =
          "Images: a folder, a CSV, tar files, or a name that the command datasets lists.")
  private @Nullable String data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "How the images are read; may be repeated: --set data.exclude=thumbs, --set data.label=species.")
  private List<String> settings = new ArrayList<>();

  /** The value of {@code --data}; empty where it is missing. */
  Optional<String> name() {
    return Optional.ofNullable(data);
  }

  /** True where the command line says anything about the images. */
  boolean isGiven() {
    return data != null || !settings.isEmpty();
  }

  /**
   * The given data options with the settings of the command line, and its source where {@code
   * --data} names one.
   */
  DataOptions options(DataOptions defaults) {
    Recipe recipe = Recipe.empty("on the command line").withAll(settings);
    DataOptions options =
        recipe.resolve(new Sections().section("data", defaults)).bind("data", defaults);
    return data == null ? options : options.withSource(data);
  }

  /** Opens a data set; shows the progress of a download. */
  static Dataset open(Console console, DataOptions options) {
    try (DownloadBar download = new DownloadBar(console)) {
      return Datasets.open(options.source(), options, download);
    }
  }
}
