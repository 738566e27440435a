package org.likeness.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.likeness.Pretraining;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.cli.console.LateProgress;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Result;
import org.likeness.io.Json;
import org.likeness.pretraining.Cost;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.RecipeFinder;
import org.likeness.pretraining.Summary;
import org.likeness.pretraining.TimeBudget;
import org.likeness.recipe.Recipe;
import org.likeness.run.FreeFolder;
import org.likeness.run.RunLayout;
import org.likeness.torch.Torch;
import org.likeness.train.Outcome;
import org.likeness.train.RunEnd;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** {@code likeness pretrain}: trains an encoder; its options are {@link PretrainArguments}. */
@CommandLine.Command(
    name = "pretrain",
    customSynopsis = "./likeness pretrain [--data DIR] [OPTIONS]",
    description = {
      "Train an encoder on images without labels, and evaluate it during training.",
      "",
      "Without options this trains on the included images, in a few minutes. For a folder of your images a recipe that fits them is"
          + " chosen; a recipe has all settings (method, network, views, optimizer), and each option below changes one of them. All"
          + " results are written to the folder of the run: the resolved recipe, metrics, checkpoints, figures, the log. Ctrl-C saves"
          + " and stops; a run resumed with --resume gives the same numbers as one that was never stopped."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness pretrain                                         the first run, a few minutes",
      "  ./likeness pretrain --data ~/photos                         your own images",
      "  ./likeness pretrain --data fashion-mnist --method instdisc --epochs 20",
      "  ./likeness pretrain --recipe cifar10-instdisc --data cifar10 --set batch=256 --set lr=0.06",
      "  ./likeness pretrain --resume                                resume the latest run"
    })
public sealed class PretrainCommand extends Command permits DistillCommand {
  private static final Duration TIME_TO_SAVE = Duration.ofMinutes(2);

  @Mixin private PretrainArguments arguments = new PretrainArguments();

  public PretrainCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    TrainingDisplay display = new TrainingDisplay(console());
    Pretraining pretraining =
        arguments.resume().isPresent() ? resumed(arguments.resume().get()) : started();
    try (PretrainingRun run = pretraining.listen(display).prepare();
        Interruption interruption = new Interruption(TIME_TO_SAVE, run::stop)) {
      announce(run, pretraining);
      RunEnd end = train(run, display);
      if (end.outcome() == Outcome.INTERRUPTED) {
        console().line("Stopped after step " + Readable.count(end.step()) + "; the run is saved.");
        console().line("Resume with: ./likeness pretrain --resume " + run.folder());
        return INTERRUPTED;
      }
      if (display.wasComplete() && run.isMeasured() && arguments.settings().isEmpty()) {
        reportAgain(run, end);
        return OK;
      }
      console()
          .line(
              run.parts().test().size() < 2
                  ? "There are no test images, so nothing is measured at the end."
                  : "Measuring on the test images ...");
      return measure(run, interruption, display, end);
    }
  }

  private int measure(
      PretrainingRun run, Interruption interruption, TrainingDisplay display, RunEnd end) {
    try {
      report(summary(run, interruption), run, display, end);
      return OK;
    } catch (CancellationException e) {
      // Caught while the interruption is open: once it is closed, nothing more is printed.
      console()
          .line(
              "Stopped while measuring; training is complete and saved. To measure again: ./likeness pretrain --resume "
                  + run.folder()
                  + ".");
      return INTERRUPTED;
    }
  }

  private Summary summary(PretrainingRun run, Interruption interruption) {
    try (LateProgress bar = new LateProgress(console(), "Measuring", "images")) {
      return run.summarise(
          (done, total) -> {
            bar.to(done, total);
            return !interruption.isRequested();
          });
    }
  }

  /** Reports that the run is complete already. */
  private void reportAgain(PretrainingRun run, RunEnd end) throws IOException {
    console().result("Nothing to do: " + run.folder() + " is already trained and measured.");
    int more = 2 * run.recipe().train().epochs();
    console()
        .line(
            "To train longer: ./likeness pretrain --resume " + run.folder() + " --epochs " + more);
    JsonNode summary = Json.read(run.summaryFile());
    console().object(object(run, end, List.of(), summary));
  }

  private Pretraining resumed(String run) {
    if (arguments.data().isPresent()
        || arguments.method().isPresent()
        || arguments.recipe().isPresent()
        || arguments.budget().isPresent()
        || arguments.out().isPresent()) {
      throw new InputException(
          "--resume uses the data and the recipe of the run: remove --data, --method, --recipe, --budget and --out");
    }
    RunLayout layout = RunLayout.find(RunLayout.RUNS, run);
    return Pretraining.resume(layout).set(given());
  }

  private Pretraining started() throws IOException {
    arguments.out().ifPresent(FreeFolder::require); // before an image is read
    Optional<TimeBudget> budget = arguments.budget().map(TimeArgument::parse).map(TimeBudget::new);
    if (budget.isPresent() && arguments.epochs().isPresent()) {
      throw new InputException("--budget chooses the number of epochs: remove it or --epochs");
    }
    Recipe given = given();
    Optional<Recipe> named = RecipeFinder.asked(arguments.recipe(), arguments.data().isPresent());
    PretrainRecipe bound = RecipeFinder.before(named, given);
    budget.ifPresent(time -> time.requireNoEpochs(bound, given)); // before an image is read
    Pretraining pretraining = Pretraining.on(opened(bound)).set(given);
    Torch.require();
    budget.ifPresent(
        time -> {
          console().line("Trying some steps, to fit the run to the time ...");
          pretraining.within(time);
        });
    named.ifPresent(pretraining::recipe);
    arguments.out().ifPresent(pretraining::into);
    return pretraining;
  }

  /** Opens the data while libtorch is loaded, a second each. */
  private Dataset opened(PretrainRecipe bound) throws IOException {
    Thread loading = new Thread(Torch::isAvailable, "likeness-torch");
    loading.start();
    try {
      return DataArguments.open(console(), bound.data());
    } finally { // also if the data cannot be opened: the process must not end during loading
      join(loading);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Settings that the command itself stands for.
   *
   * @param method that was asked for
   */
  Recipe fixed(Optional<String> method) {
    return Recipe.empty("the command line");
  }

  /** The settings of the command line, above the recipe. */
  private Recipe given() {
    Recipe given = fixed(arguments.method());
    given = set(given, "data.source", arguments.data());
    given = set(given, "method", arguments.method());
    given = set(given, "train.epochs", boxed(arguments.epochs()));
    given = set(given, "seed", boxed(arguments.seed()));
    given = set(given, "train.device", arguments.device());
    given = set(given, "init", arguments.initialWeights());
    return given.withAll(arguments.settings());
  }

  private static Recipe set(Recipe recipe, String key, Optional<?> value) {
    return value.isPresent() ? recipe.with(key, value.get()) : recipe;
  }

  private static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private void announce(PretrainingRun run, Pretraining pretraining) {
    console().line(run.data().sentence() + ".");
    Unusable.warn(console(), run.parts().whole());
    reasons(pretraining).forEach(reason -> console().line(reason + "."));
    console()
        .line(
            "%s for training, %s for validation (to choose the epoch), %s for the final test."
                .formatted(
                    Readable.count(run.parts().train().size(), "image"),
                    Readable.count(run.parts().validation().size()),
                    Readable.count(run.parts().test().size())));
    run.parts().remarks().forEach(remark -> console().line(remark + "."));
    Optional<Cost> cost = run.cost();
    run.advice().forEach(this::advise);
    cost.flatMap(run::precisionAdvice).ifPresent(this::advise);
    console().line(run.recipe().phrase() + cost.map(each -> "; " + each.phrase()).orElse("") + ".");
    int left = run.leftOut();
    if (left > 0) {
      console()
          .line(
              "Each epoch skips "
                  + Readable.count(left, "image")
                  + " (an incomplete batch), "
                  + (left == 1 ? "a different one" : "different ones")
                  + " each time.");
    }
    console().line("Run folder: " + run.folder() + " (Ctrl-C saves and stops).");
  }

  private void advise(String sentence) {
    console().line("Advice: " + sentence + ".");
  }

  /** Why the recipe is as it is: a sentence for each choice. */
  private static List<String> reasons(Pretraining pretraining) {
    List<String> reasons = new ArrayList<>();
    pretraining.chosen().ifPresent(fitting -> reasons.addAll(fitting.reasons()));
    pretraining.fit().ifPresent(fit -> reasons.addAll(fit.reasons()));
    return reasons;
  }

  private static RunEnd train(PretrainingRun run, TrainingDisplay display) {
    try (TrainingDisplay shown = display) {
      return run.train();
    }
  }

  private void report(Summary summary, PretrainingRun run, TrainingDisplay display, RunEnd end) {
    if (!summary.columns().isEmpty()) {
      console().line("");
      console().table(Table.of(summary.table().rows()));
      console().line("");
    }
    summary.notes().forEach(console()::line);
    if (!summary.columns().isEmpty()) {
      display.warnings().forEach(warning -> console().line("Warning during training: " + warning));
    }
    summary.verdict().ifPresent(verdict -> VerdictLines.print(console(), verdict));
    console().line("");
    console()
        .result(
            "Wrote "
                + run.folder()
                + ": "
                + run.encoderFile().getFileName()
                + ", summary.json, metrics.jsonl, checkpoints.");
    if (Files.exists(run.neighbourFigure())) {
      console()
          .result(
              "Figure: "
                  + run.neighbourFigure()
                  + " (nearest neighbours by pixels, before and after training).");
    }
    if (Files.exists(run.curvesFigure())) {
      console().result("Figure: " + run.curvesFigure() + " (loss and measurements over epochs).");
    }
    console().line(next(summary, run.folder()));
    console().object(object(run, end, display.warnings(), summary.json()));
  }

  /** What to do with the run: the first evaluation that needs labels, where one was measured. */
  static String next(Summary summary, Path run) {
    String evaluate =
        summary.trained().stream()
            .flatMap(column -> column.results().stream())
            .map(Result::entry)
            .filter(EvaluationEntry::needsLabels)
            .findFirst()
            .map(entry -> "./likeness evaluate " + entry.name() + " " + run + "   or   ")
            .orElse("");
    return "Next: " + evaluate + "./likeness embed " + run + " --data DIR --out FOLDER";
  }

  private static Map<String, Object> object(
      PretrainingRun run, RunEnd end, List<String> warnings, JsonNode summary) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("run", run.folder().toString());
    object.put("encoder", run.encoderFile().toString());
    object.put("steps", end.step());
    object.put("loss", end.loss());
    object.put("seconds", end.seconds());
    object.put("warnings", warnings);
    object.put("summary", summary);
    return object;
  }
}
