package org.likeness.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.likeness.bench.StepSpeed;
import org.likeness.bench.Timing;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.io.SafeTensors;
import org.likeness.method.Method;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.torch.ComputeDevice;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code likeness bench step}: the training step of a recipe, without its images. */
@CommandLine.Command(
    name = "step",
    customSynopsis = "./likeness bench step [OPTIONS]",
    description = {
      "Time the training step of a recipe on random pixels: forward of all views, loss, backward, update.",
      "",
      "No image is read, so this is the cost of the network alone. bench/peers/step.py times the same step in PyTorch."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness bench step",
      "  ./likeness bench step --recipe photos --set backbone.width=64 --steps 5"
    })
public final class BenchStepCommand extends Command {
  @Mixin private BenchRecipe recipe = new BenchRecipe();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Number of timed steps, after three that are not timed. Default: 20.")
  private int steps = 20;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description =
          "Write the network before the first step, so that another program can time the same network.")
  private @Nullable Path export;

  @Option(
      names = "--export-state",
      paramLabel = "FILE",
      description =
          "Write all tensors of the method before the first step, such as a memory bank, so that another program can follow its losses.")
  private @Nullable Path exportState;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "cpu or cuda. Default: the recipe's.")
  private @Nullable ComputeDevice device;

  public BenchStepCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    BenchArguments.checked("steps", steps);
    if (export != null) {
      OutputFile.require("export", export);
    }
    if (exportState != null) {
      OutputFile.require("export-state", exportState);
    }
    PretrainRecipe bound =
        recipe.bound(device == null ? List.of() : List.of("train.device=" + device.label()));
    BenchArguments.announce(console(), what(bound));
    Method method = bound.build(bound.train().batch(), StepSpeed.CLASSES);
    if (export != null) {
      String written = OutputFile.written(export);
      method.encoder().save(export);
      console().line(written + ", the network before the first step.");
    }
    if (exportState != null) {
      String written = OutputFile.written(exportState);
      SafeTensors.write(exportState, method.state().tensors(), Map.of());
      console().line(written + ", the method before the first step.");
    }
    StepSpeed speed;
    try (BenchDisplay display = new BenchDisplay(console(), "steps")) {
      int total = steps + StepSpeed.WARM_UP;
      display.to(0, total);
      speed =
          StepSpeed.measure(
              method, bound.train(), bound.optimizer(), steps, done -> display.to(done, total));
    }
    String work = "training step of " + Readable.count(speed.batch(), "image");
    Timing timing = new Timing(work, speed.milliseconds(), speed.batch(), "images");
    BenchArguments.print(console(), List.of(timing));
    console().line("");
    console()
        .line(
            String.format(
                Locale.ROOT, "First loss %.6f, before the first update.", speed.losses().get(0)));
    Map<String, Object> object = recipe.head(bound);
    object.put("images_per_s", timing.perSecond());
    object.put("batch", speed.batch());
    object.put("channels_last", bound.train().channelsLast());
    object.put("device", bound.train().device().label());
    object.put("threads", speed.threads());
    object.put("first_loss", speed.losses().get(0));
    object.put("losses", speed.losses());
    object.put("timings", List.of(BenchArguments.json(timing)));
    console().object(object);
    return OK;
  }

  private static String what(PretrainRecipe bound) {
    return "%s, %s, on %s"
        .formatted(
            bound.phrase(),
            bound.train().channelsLast() ? "channels last" : "channels first",
            bound.train().device().label());
  }
}
