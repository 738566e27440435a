package org.likeness.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.likeness.bench.Timing;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.error.InputException;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.recipe.Recipe;
import org.likeness.torch.Torch;
import picocli.CommandLine.Option;

/** What the benches that follow a recipe have in common. */
final class BenchArguments {
  @Option(
      names = "--recipe",
      paramLabel = "NAME|FILE",
      completionCandidates = Candidates.RecipeNames.class,
      description = "Whose views, network and batch. Default: emoji, the first run's.")
  private String recipe = "emoji";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a value of the recipe, as often as you like.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Pictures, as for the command pretrain. Default: the recipe's, else emoji.")
  private @Nullable String data;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "The first N pictures only. Default: all.")
  private int images;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds that are timed, after some that are not. Default: 5.")
  private int rounds = 5;

  int rounds() {
    return rounds;
  }

  /**
   * The recipe with its settings, bound, once all options have proved good; libtorch is loaded and
   * has its threads.
   */
  PretrainRecipe bound(String... more) {
    checked("rounds", rounds);
    if (images < 0) {
      throw new InputException("--images must not be negative but is " + images);
    }
    Recipe named = RecipeChoice.with(RecipeChoice.of(recipe), settings);
    for (String setting : more) {
      named = named.with(setting);
    }
    PretrainRecipe bound = PretrainRecipe.of(named);
    Torch.require();
    if (bound.train().threads() > 0) {
      Torch.setThreads(bound.train().threads());
    }
    return bound;
  }

  /** The pictures; whoever opens closes. */
  Dataset open(Console console, PretrainRecipe bound) {
    String source =
        data != null ? data : bound.data().source().isEmpty() ? "emoji" : bound.data().source();
    return DataArguments.open(console, bound.data().withSource(source));
  }

  /** As many of them as were asked for. */
  Dataset some(Dataset all) {
    if (images == 0 || images >= all.size()) {
      return all;
    }
    return new Subset(
        all, java.util.stream.IntStream.range(0, images).toArray(), all.name() + " in part");
  }

  static void requireFrom(String from) {
    if (!from.equals("files") && !from.equals("memory")) {
      throw new InputException("--from must be files or memory but is " + from);
    }
  }

  static int checked(String option, int value) {
    if (value < 1) {
      throw new InputException("--" + option + " must be at least 1 but is " + value);
    }
    return value;
  }

  /** The machine, then a line for each timing. */
  static void print(Console console, List<Timing> timings) {
    console.result(Machine.phrase() + ".");
    Table table =
        Table.withHeading("work", "median ms", "fastest", "slowest", "rounds", "a second");
    for (Timing timing : timings) {
      table.row(
          timing.name(),
          number(timing.median()),
          number(timing.least()),
          number(timing.most()),
          timing.milliseconds().size(),
          number(timing.perSecond()) + " " + timing.unit());
    }
    console.result("");
    console.table(table);
  }

  /** Three digits or more. */
  static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }

  /** The head of a bench's object: everything that it takes to measure the same again. */
  Map<String, Object> head(PretrainRecipe bound, Dataset pictures) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("machine", Machine.json());
    object.put("recipe", recipe);
    object.put("settings", settings);
    object.put("what", bound.phrase());
    object.put("data", pictures.name());
    object.put("images", pictures.size());
    return object;
  }

  static Map<String, Object> json(Timing timing) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("work", timing.name());
    object.put("ms_median", timing.median());
    object.put("ms_min", timing.least());
    object.put("ms_max", timing.most());
    object.put("rounds", timing.milliseconds().size());
    object.put("per_s", timing.perSecond());
    object.put("unit", timing.unit());
    return object;
  }
}
