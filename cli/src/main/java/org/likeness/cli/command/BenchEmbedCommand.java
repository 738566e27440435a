package org.likeness.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.likeness.bench.EmbedBench;
import org.likeness.bench.Timing;
import org.likeness.cli.console.Console;
import org.likeness.data.load.LoaderOptions;
import org.likeness.pretraining.PretrainRecipe;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** {@code likeness bench embed}: embedding files, and its two halves alone. */
@CommandLine.Command(
    name = "embed",
    customSynopsis = "./likeness bench embed [OPTIONS]",
    description = {
      "Time the embedding of images by a recipe's network, and its two halves alone: decoding, and the network, which computes a slice of each batch on every core.",
      "",
      "Where the whole is as fast as its slower half, neither half waits for the other."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ./likeness bench embed --recipe photos --data ~/photos --images 500"})
public final class BenchEmbedCommand extends Command {
  @Mixin private BenchArguments arguments = new BenchArguments();

  public BenchEmbedCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    PretrainRecipe bound = arguments.bound();
    try (BenchImages taken = arguments.open(console(), bound)) {
      BenchArguments.announce(console(), bound.phrase() + "; " + taken.phrase());
      EmbedBench bench =
          new EmbedBench(
              bound.build(taken.some()).encoder(),
              taken.some(),
              LoaderOptions.everyImage(bound.train().batch()),
              arguments.rounds());
      List<Timing> timings;
      try (BenchDisplay display = new BenchDisplay(console(), "rounds")) {
        timings = bench.measure(display);
      }
      BenchArguments.print(console(), timings);
      double slower = Math.min(timings.get(1).perSecond(), timings.get(2).perSecond());
      double share = timings.get(0).perSecond() / slower;
      console().line("");
      console()
          .line(
              String.format(
                  Locale.ROOT, "Embedding runs at %.2f of the speed of its slower half.", share));
      Map<String, Object> object = arguments.head(bound, taken);
      object.put("images_per_s", timings.get(0).perSecond());
      object.put("share_of_slower_half", share);
      object.put("timings", timings.stream().map(BenchArguments::json).toList());
      console().object(object);
    }
    return OK;
  }
}
