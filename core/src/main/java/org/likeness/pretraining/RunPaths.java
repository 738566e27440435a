package org.likeness.pretraining;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.likeness.data.source.DataOptions;
import org.likeness.io.FileNames;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;

/**
 * The paths in the recipe of a run. The recipe keeps them as they were written; {@link RunData} has
 * the absolute ones, so that a run can be used from any working folder.
 */
public final class RunPaths {
  private static final String SOURCE = "data.source";
  private static final String ROOT = "data.root";
  private static final String INDEX = "data.index";
  private static final String INIT = "init";

  private RunPaths() {}

  /**
   * The recipe of a run with its paths as this process finds them.
   *
   * @throws org.likeness.error.InputException if a file of the run is damaged
   */
  public static PretrainRecipe recipe(RunLayout run) {
    PretrainRecipe written = PretrainRecipe.of(Recipe.read(run.recipe()));
    return RunData.read(run)
        .map(data -> located(written, data, Recipe.empty("given")))
        .orElse(written);
  }

  /**
   * A recipe that uses the paths as this process finds them, and is still written as before.
   *
   * @param given new settings: their paths are those of this process already
   */
  public static PretrainRecipe located(PretrainRecipe recipe, RunData run, Recipe given) {
    Map<String, String> used = paths(recipe.data(), recipe.init());
    used.replaceAll((key, path) -> recipe.isSet(key, given) ? path : run.locate(path));
    DataOptions data =
        recipe
            .data()
            .withSource(used.getOrDefault(SOURCE, ""))
            .withRoot(used.getOrDefault(ROOT, ""))
            .withIndex(used.getOrDefault(INDEX, ""));
    return recipe.withPaths(data, used.getOrDefault(INIT, ""));
  }

  /** From each relative path that the recipe writes to the absolute one that it uses. */
  static Map<String, String> absolute(PretrainRecipe recipe) {
    Recipe resolved = recipe.resolved();
    Map<String, String> written =
        paths(resolved.bind("data", DataOptions.defaults()), resolved.text(INIT).orElse(""));
    Map<String, String> absolute = new LinkedHashMap<>();
    paths(recipe.data(), recipe.init())
        .forEach(
            (key, used) -> {
              String path = written.getOrDefault(key, "");
              if (path.isEmpty() || FileNames.path(path).isAbsolute()) {
                return;
              }
              Path file = FileNames.path(used);
              if (Files.exists(file)) {
                absolute.put(path, file.toAbsolutePath().normalize().toString());
              }
            });
    return absolute;
  }

  private static Map<String, String> paths(DataOptions data, String init) {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put(SOURCE, data.source());
    paths.put(ROOT, data.root());
    paths.put(INDEX, data.index());
    paths.put(INIT, init);
    return paths;
  }
}
