package org.likeness.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RecipeFinder;
import org.likeness.run.Machine;
import org.likeness.torch.Torch;
import picocli.CommandLine.Option;

/** The recipe of a benchmark. */
final class BenchRecipe {
  @Option(
      names = "--recipe",
      paramLabel = "NAME|FILE",
      completionCandidates = Candidates.RecipeNames.class,
      description =
          "The recipe of the views, the network and the batch. Default: emoji, the recipe of the first run.")
  private String recipe = "emoji";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a value of the recipe; may be repeated.")
  private List<String> settings = new ArrayList<>();

  /**
   * The recipe with its settings, bound; libtorch is loaded and its number of threads is set.
   *
   * @param more settings that override those of the command line
   */
  PretrainRecipe bound(List<String> more) {
    PretrainRecipe bound =
        PretrainRecipe.of(RecipeFinder.named(recipe).withAll(settings).withAll(more));
    Torch.require();
    bound.train().device().require();
    if (bound.train().threads() > 0) {
      Torch.setThreads(bound.train().threads());
    }
    return bound;
  }

  /** The head of a benchmark's object: machine and recipe. */
  Map<String, Object> head(PretrainRecipe bound) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("machine", Machine.describe());
    object.put("recipe", recipe);
    object.put("settings", settings);
    object.put("what", bound.phrase());
    return object;
  }
}
