package org.likeness.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.likeness.bench.EpochBench;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.data.CachedDataset;
import org.likeness.data.Dataset;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.random.RandomSource;
import org.likeness.torch.ComputeDevice;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code likeness bench epoch}: whole epochs of training. */
@CommandLine.Command(
    name = "epoch",
    customSynopsis = "./likeness bench epoch [OPTIONS]",
    description = {
      "Time whole epochs of a recipe: images from disk or memory, views, steps; nothing is monitored or saved. It runs one epoch that is not timed, then --rounds epochs, without learning-rate warm-up.",
      "",
      "As in training, decoded images stay in memory where they fit, unless --from files. bench/peers/epoch.py times the same in PyTorch."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness bench epoch --rounds 3",
      "  ./likeness bench epoch --recipe photos --data ~/photos --images 1024 --from files"
    })
public final class BenchEpochCommand extends Command {
  @Mixin private BenchArguments arguments = new BenchArguments();

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      description =
          "files: read and decode in every epoch. memory: once, as training does where images fit. Default: memory.")
  private String from = "memory";

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "cpu or cuda. Default: the recipe's.")
  private @Nullable ComputeDevice device;

  public BenchEpochCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    BenchArguments.requireFrom(from);
    List<String> settings =
        new ArrayList<>(
            List.of("train.epochs=" + (arguments.rounds() + 1), "train.warmup-epochs=0"));
    if (device != null) {
      settings.add("train.device=" + device.label());
    }
    PretrainRecipe bound = arguments.bound(settings.toArray(String[]::new));
    try (BenchImages taken = arguments.open(console(), bound)) {
      Dataset some = taken.some();
      Dataset images = from.equals("memory") ? new CachedDataset(some) : some;
      EpochBench bench =
          new EpochBench(
              bound.build(images),
              images,
              bound.train(),
              bound.optimizer(),
              new RandomSource(bound.seed()));
      BenchArguments.announce(console(), what(bound, taken, bench.imagesPerEpoch()));
      EpochBench.Result result;
      try (BenchDisplay display = new BenchDisplay(console(), "steps")) {
        result = bench.measure(display);
      }
      BenchArguments.print(console(), List.of(result.epochs()));
      Map<String, Object> object = arguments.head(bound, taken);
      object.put("images_per_epoch", bench.imagesPerEpoch());
      object.put("from", from);
      object.put("device", bound.train().device().label());
      object.put("images_per_s", result.epochs().perSecond());
      object.put("losses", result.losses());
      object.put("timings", List.of(BenchArguments.json(result.epochs())));
      console().object(object);
    }
    return OK;
  }

  private String what(PretrainRecipe bound, BenchImages taken, long perEpoch) {
    String whole =
        perEpoch < taken.some().size()
            ? ", of which an epoch uses %s (whole batches)".formatted(Readable.count(perEpoch))
            : "";
    return bound.phrase()
        + "; "
        + taken.phrase()
        + whole
        + ", from "
        + from
        + ", on "
        + bound.train().device().label();
  }
}
