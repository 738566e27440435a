package org.likeness.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.likeness.augment.Views;
import org.likeness.bench.Timing;
import org.likeness.bench.ViewBench;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.data.CachedDataset;
import org.likeness.data.Dataset;
import org.likeness.data.LimitedDataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.random.RandomSource;
import org.likeness.torch.ComputeDevice;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code likeness bench views}: the input pipeline without the network. */
@CommandLine.Command(
    name = "views",
    customSynopsis = "./likeness bench views [OPTIONS]",
    description = {
      "Time the making of a recipe's batches: read, decode, crop, colour, blur, normalise, write to the network's input.",
      "",
      "One image means one decode and all views that the recipe's method uses. bench/peers/views.py times the same in torchvision."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness bench views",
      "  ./likeness bench views --recipe photos --set view.size=224 --data ~/photos --images 500 --workers 1,2"
    })
public final class BenchViewsCommand extends Command {
  private static final int BATCH = 64;

  @Mixin private BenchArguments arguments = new BenchArguments();

  @Option(
      names = "--workers",
      paramLabel = "N",
      split = ",",
      description =
          "Threads that decode and make views; several numbers, as in 1,2, are timed interleaved. Default: 1.")
  private List<Integer> workers = List.of(1);

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      description =
          "files: read and decode each time. memory: images that were decoded before, as in training on small data sets (images beyond a quarter of the heap are decoded again). Default: files.")
  private String from = "files";

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Also make the views by tensor operations, from decoded images: cuda or cpu.")
  private @Nullable ComputeDevice device;

  public BenchViewsCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    BenchArguments.requireFrom(from);
    workers.forEach(count -> BenchArguments.checked("workers", count));
    if (device != null) {
      device.require();
    }
    PretrainRecipe bound = arguments.bound();
    RandomSource random = new RandomSource(bound.seed());
    try (BenchImages taken = arguments.open(console(), bound)) {
      Dataset some = new LimitedDataset(taken.some(), 0);
      Dataset images = from.equals("memory") ? new CachedDataset(some) : some;
      LoaderOptions options =
          LoaderOptions.everyImage(BATCH).withPrefetch(2).withWorkers(workers.get(0));
      Views views = bound.build(some).views();
      if (device != null) {
        ViewBench.requireTensors(views);
      }
      BenchArguments.announce(console(), bound.phrase() + "; " + taken.phrase() + ", from " + from);
      ViewBench bench = new ViewBench(images, options, arguments.rounds());
      ViewBench.Statistics statistics;
      List<Timing> timings;
      try (BenchDisplay display = new BenchDisplay(console(), "rounds")) {
        statistics = bench.statistics(views, random);
        timings =
            bench.measure(
                views, random, workers, from.equals("files"), Optional.ofNullable(device), display);
      }
      report(arguments.head(bound, taken), timings, views, statistics);
    }
    return OK;
  }

  private void report(
      Map<String, Object> object,
      List<Timing> timings,
      Views views,
      ViewBench.Statistics statistics) {
    BenchArguments.print(console(), timings);
    console().line("");
    console()
        .line(
            String.format(
                Locale.ROOT,
                "Views of %s values, mean %.3f, standard deviation %.3f.",
                Readable.count(views.get(0).length()),
                statistics.mean(),
                statistics.deviation()));
    object.put("workers", workers.get(0));
    object.put("views", views.size());
    object.put("from", from);
    object.put("images_per_s", timings.get(0).perSecond());
    object.put("by_workers", byWorkers(timings));
    if (from.equals("files")) {
      double share = timings.get(workers.size()).median() / timings.get(0).median();
      console()
          .line(
              String.format(
                  Locale.ROOT,
                  "Decoding takes %.0f %% of the time (%s).",
                  100 * share,
                  workers(workers.get(0))));
      object.put("decoding_share", share);
    }
    object.put("mean", statistics.mean());
    object.put("deviation", statistics.deviation());
    object.put("timings", timings.stream().map(BenchArguments::json).toList());
    console().object(object);
  }

  /**
   * Prints the speed of further workers relative to the first, and returns the object's entries.
   */
  private List<Map<String, Object>> byWorkers(List<Timing> timings) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      double times = timings.get(i).perSecond() / timings.get(0).perSecond();
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("workers", workers.get(i));
      row.put("images_per_s", timings.get(i).perSecond());
      row.put("times", times);
      rows.add(row);
      if (i > 0) {
        console()
            .line(
                String.format(
                    Locale.ROOT,
                    "%s: %.2f times as many images as with %s.",
                    workers(workers.get(i)),
                    times,
                    workers(workers.get(0))));
      }
    }
    return rows;
  }

  private static String workers(int count) {
    return count == 1 ? "1 worker" : count + " workers";
  }
}
