package org.likeness.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.likeness.bench.Timing;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.error.InputException;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.run.Machine;
import org.likeness.torch.SystemMemory;
import org.likeness.torch.Torch;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of benchmarks that use images. */
final class BenchArguments {
  @Mixin private BenchRecipe recipe = new BenchRecipe();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      completionCandidates = Candidates.DataNames.class,
      description = "Images, as for the command pretrain. Default: the recipe's, else emoji.")
  private @Nullable String data;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "Use the first N images only. Default: all.")
  private int images;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Number of timed rounds, after some that are not timed. Default: 5.")
  private int rounds = 5;

  int rounds() {
    return rounds;
  }

  /**
   * Checks the options and binds the recipe with its settings; libtorch is loaded and its number of
   * threads is set.
   *
   * @param more settings that override those of the command line
   */
  PretrainRecipe bound(String... more) {
    checked("rounds", rounds);
    if (images < 0) {
      throw new InputException("--images must not be negative but is " + images);
    }
    return recipe.bound(List.of(more));
  }

  /** Opens as many images as were asked for; the caller closes them. */
  BenchImages open(Console console, PretrainRecipe bound) {
    String source =
        data != null ? data : bound.data().source().isEmpty() ? "emoji" : bound.data().source();
    return BenchImages.of(DataArguments.open(console, bound.data().withSource(source)), images);
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

  /** Loads libtorch and sets its threads per operation; all cores where {@code threads} is null. */
  static void threads(@Nullable Integer threads) {
    if (threads != null) {
      checked("threads", threads);
    }
    Torch.require();
    if (threads != null) {
      Torch.setThreads(threads);
    }
  }

  /**
   * Checks that the machine's memory is large enough, before libtorch fails with its own message.
   */
  static void requireMemory(double bytes) {
    SystemMemory.require(bytes, "this benchmark", "lower --n or --width");
  }

  /** Prints what is measured, and on which machine, above the table. */
  static void announce(Console console, String what) {
    console.result(what + ".");
    console.result(machine() + ".");
  }

  private static String machine() {
    return String.format(
        Locale.ROOT,
        "%s, %s, Java %s, libtorch %s with OpenBLAS %s, %s, %s",
        Machine.processor(),
        Readable.count(Machine.processors(), "processor"),
        Machine.java(),
        Machine.libraryAlone("pytorch"),
        Machine.libraryAlone("openblas"),
        Machine.capability(),
        Readable.count(Torch.threads(), "thread"));
  }

  /** Prints a line for each timing. */
  static void print(Console console, List<Timing> timings) {
    Table table =
        Table.withHeading("work", "median ms", "fastest", "slowest", "rounds", "per second");
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

  /** Formats with three digits or more. */
  static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }

  /** The head of a benchmark's object: all that is needed to repeat it. */
  Map<String, Object> head(PretrainRecipe bound, BenchImages taken) {
    Map<String, Object> object = recipe.head(bound);
    taken.describe(object);
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
