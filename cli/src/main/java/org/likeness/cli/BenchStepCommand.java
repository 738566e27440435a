package org.likeness.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.likeness.bench.Timing;
import org.likeness.error.InputException;
import org.likeness.method.Method;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.torch.Torch;
import org.likeness.train.StepSpeed;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code likeness bench step}: the training step of a recipe, without its images. */
@CommandLine.Command(
    name = "step",
    customSynopsis = "./likeness bench step [OPTIONS]",
    description = {
      "Time the training step of a recipe on random pixels: forward of all views, loss, backward, update.",
      "",
      "No image is read, so this is what the network alone costs. bench/peers/step.py times the same step in PyTorch."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness bench step",
      "  ./likeness bench step --recipe photos --set backbone.width=64 --steps 5"
    })
final class BenchStepCommand extends Command {
  @Option(
      names = "--recipe",
      paramLabel = "NAME|FILE",
      completionCandidates = Candidates.RecipeNames.class,
      defaultValue = "emoji",
      description = "Whose step. Default: emoji, the first run's.")
  private String recipe = "emoji";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a value of the recipe, as often as you like.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "20",
      description = "Steps that are timed, after three that are not. Default: 20.")
  private int steps = 20;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description =
          "Write the network as it is before the first step, for another program to time the same one.")
  private @Nullable Path export;

  BenchStepCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (steps < 1) {
      throw new InputException("--steps must be at least 1 but is " + steps);
    }
    PretrainRecipe bound = PretrainRecipe.of(RecipeChoice.with(RecipeChoice.of(recipe), settings));
    Torch.require();
    if (bound.train().threads() > 0) {
      Torch.setThreads(bound.train().threads());
    }
    Method method = bound.build(bound.train().batch());
    if (export != null) {
      method.encoder().save(export);
      console().line("Wrote " + export + ", the network before the first step.");
    }
    StepSpeed speed = StepSpeed.measure(method, bound.train(), steps);
    String work = "training step of " + speed.batch() + " images";
    Timing timing = new Timing(work, speed.milliseconds(), speed.batch(), "images");
    BenchArguments.print(console(), List.of(timing));
    console().line("");
    console()
        .line(
            "%s, %s."
                .formatted(
                    bound.phrase(),
                    bound.train().channelsLast() ? "channels last" : "channels first"));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("machine", Machine.json());
    object.put("recipe", recipe);
    object.put("settings", settings);
    object.put("what", bound.phrase());
    object.put("images_per_s", speed.imagesPerSecond());
    object.put("batch", speed.batch());
    object.put("threads", speed.threads());
    object.put("first_loss", speed.firstLoss());
    object.put("timings", List.of(BenchArguments.json(timing)));
    console().object(object);
    return OK;
  }
}
