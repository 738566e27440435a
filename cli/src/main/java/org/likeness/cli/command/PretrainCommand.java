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
import java.util.concurrent.CancellationException;
import org.likeness.Pretraining;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.cli.console.LateProgress;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.data.Dataset;
import org.likeness.encoder.InitialWeights;
import org.likeness.error.InputException;
import org.likeness.io.Json;
import org.likeness.pretraining.Column;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.Summary;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;
import org.likeness.torch.Torch;
import org.likeness.train.LrScaling;
import org.likeness.train.Outcome;
import org.likeness.train.RunEnd;
import org.likeness.train.TrainOptions;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** {@code likeness pretrain}: the main job; its options are {@link PretrainArguments}. */
@CommandLine.Command(
    name = "pretrain",
    customSynopsis = "./likeness pretrain [--data DIR] [OPTIONS]",
    description = {
      "Learn an encoder from images without labels, and measure it while it learns.",
      "",
      "Without any option this trains on the pictures that come with Likeness, in a few minutes. With a folder of yours a recipe that fits"
          + " its pictures is chosen; a recipe says everything (method, network, views, optimizer), and each option below changes one"
          + " thing in it. Everything is written to a folder of the run: the resolved recipe, metrics, checkpoints, figures, the log."
          + " Ctrl-C saves before it stops; --resume goes on as if nothing had happened."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness pretrain                                         the first run, minutes",
      "  ./likeness pretrain --data ~/photos                         your own pictures",
      "  ./likeness pretrain --data fashion-mnist --method instdisc --epochs 20",
      "  ./likeness pretrain --recipe cifar10-instdisc --data cifar10 --set batch=256 --set lr=0.06",
      "  ./likeness pretrain --resume                                go on with the latest run"
    })
public final class PretrainCommand extends Command {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String FIRST = "emoji";

  @Mixin private PretrainArguments arguments = new PretrainArguments();

  public PretrainCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    TrainingDisplay display = new TrainingDisplay(console());
    Pretraining pretraining =
        arguments.resume().isPresent() ? resumed(arguments.resume().get()) : begun();
    try (PretrainingRun run = pretraining.listen(display).prepare();
        Interruption interruption = new Interruption(PATIENCE, run::stop)) {
      announce(run);
      RunEnd end = train(run, display);
      if (end.outcome() == Outcome.INTERRUPTED) {
        console()
            .line("Stopped after step " + Readable.count(end.step()) + "; everything is saved.");
        console().line("Go on with: ./likeness pretrain --resume " + run.folder());
        return INTERRUPTED;
      }
      if (display.wasComplete() && run.isMeasured() && arguments.settings().isEmpty()) {
        reportAgain(run, end);
        return OK;
      }
      console()
          .line(
              run.parts().test().size() < 2
                  ? "No images were kept out of training, so nothing is measured at the end."
                  : "Measuring on images kept out of training ...");
      return measure(run, interruption, display, end);
    }
  }

  private int measure(
      PretrainingRun run, Interruption interruption, TrainingDisplay display, RunEnd end) {
    try {
      report(summary(run, interruption), run, display, end);
      return OK;
    } catch (CancellationException e) {
      // Caught within the interruption: once that is closed, nothing is printed any more.
      console()
          .line(
              "Stopped while measuring; training is complete and saved. ./likeness pretrain --resume measures again.");
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

  /** For a run with nothing left to do. */
  private void reportAgain(PretrainingRun run, RunEnd end) throws IOException {
    console().result("There was nothing left to do: " + run.folder() + " is trained and measured.");
    int more = 2 * run.recipe().train().epochs();
    console()
        .line("To train on: ./likeness pretrain --resume " + run.folder() + " --epochs " + more);
    JsonNode summary = Json.read(run.summaryFile());
    console().object(object(run, end, List.of(), summary));
  }

  private Pretraining resumed(String run) {
    if (arguments.data().isPresent()
        || arguments.method().isPresent()
        || arguments.recipe().isPresent()
        || arguments.out().isPresent()) {
      throw new InputException(
          "--resume goes on with a run as it was begun: leave out --data, --method, --recipe and --out");
    }
    RunLayout layout = RunLayout.find(RunLayout.RUNS, run);
    return Pretraining.resume(layout, settings());
  }

  private Pretraining begun() throws IOException {
    Recipe named =
        with(
            RecipeChoice.of(
                arguments
                    .recipe()
                    .orElseGet(
                        () ->
                            RecipeChoice.sister(
                                arguments.data().isPresent() ? "small" : FIRST,
                                arguments.method()))));
    PretrainRecipe bound =
        PretrainRecipe.of(named); // every key is checked before any image is looked at
    Dataset dataset = opened(bound);
    Torch.require();
    boolean choose = arguments.recipe().isEmpty() && arguments.data().isPresent();
    Recipe recipe = choose ? fitting(dataset) : named;
    Pretraining pretraining = Pretraining.of(recipe).on(dataset);
    arguments
        .out()
        .ifPresent(
            out ->
                pretraining.into(
                    out.contains("/") || out.contains("\\")
                        ? Path.of(out)
                        : RunLayout.RUNS.resolve(out)));
    return pretraining;
  }

  /** Opens the data while libtorch is loaded, a second each. */
  private Dataset opened(PretrainRecipe bound) throws IOException {
    Thread loading = new Thread(Torch::isAvailable, "likeness-torch");
    loading.start();
    try {
      return DataArguments.open(console(), bound.data());
    } finally { // also where the data cannot be opened: no process should end amid loading
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
   * The recipe for pictures where none was named: by their size, then for the network of --init,
   * then for few pictures. What the command line says stays above it.
   */
  private Recipe fitting(Dataset dataset) {
    Recipe chosen = RecipeChoice.of(RecipeChoice.fitting(dataset, arguments.method()));
    if (arguments.initialWeights().isPresent()) {
      chosen = RecipeChoice.with(chosen, InitialWeights.settings(arguments.initialWeights().get()));
    }
    PretrainRecipe bound = PretrainRecipe.of(with(chosen));
    int images =
        DataParts.of(dataset, bound.split(), new RandomSource(bound.seed())).train().size();
    TrainOptions usual = PretrainRecipe.of(chosen).train();
    if (images >= usual.batch() || bound.train().batch() != usual.batch()) {
      return with(chosen);
    }
    int batch = Integer.highestOneBit(images);
    double rate =
        usual.lrScaling() == LrScaling.NONE ? usual.lr() * batch / usual.batch() : usual.lr();
    console()
        .line(
            "%s to learn from: batches of %d and a rate of %s instead of the recipe's %d and %s."
                .formatted(
                    Readable.count(images, "image"), batch, rate, usual.batch(), usual.lr()));
    return with(RecipeChoice.with(chosen, List.of("train.batch=" + batch, "train.lr=" + rate)));
  }

  /** What the command line says, above the recipe. */
  private Recipe with(Recipe recipe) {
    List<String> all = new ArrayList<>();
    arguments.data().ifPresent(data -> all.add("data.source=" + quoted(data)));
    arguments.method().ifPresent(method -> all.add("method=" + method));
    all.addAll(settings());
    return RecipeChoice.with(recipe, all);
  }

  private List<String> settings() {
    List<String> all = new ArrayList<>();
    arguments.epochs().ifPresent(epochs -> all.add("train.epochs=" + epochs));
    arguments.seed().ifPresent(seed -> all.add("seed=" + seed));
    arguments.device().ifPresent(device -> all.add("train.device=" + device.label()));
    arguments.initialWeights().ifPresent(file -> all.add("init=" + quoted(file.toString())));
    all.addAll(arguments.settings());
    return all;
  }

  /** A path as a YAML string, whatever is in it. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private void announce(PretrainingRun run) {
    console().line(run.data().sentence() + ".");
    Unusable.warn(console(), run.parts().whole());
    console()
        .line(
            "%s to learn from, %s to watch training and choose the epoch, %s kept for the end."
                .formatted(
                    Readable.count(run.parts().train().size(), "image"),
                    Readable.count(run.parts().validation().size()),
                    Readable.count(run.parts().test().size())));
    console()
        .line(
            run.recipe().phrase() + run.cost().map(cost -> "; " + cost.phrase()).orElse("") + ".");
    TrainOptions train = run.recipe().train();
    int left = run.leftOut();
    if (left > 0) {
      console()
          .line(
              "An epoch is whole batches of "
                  + train.batch() * train.accumulate()
                  + ": "
                  + Readable.count(left, "image")
                  + ", others each time, "
                  + (left == 1 ? "waits" : "wait")
                  + " for the next.");
    }
    console().line("The run lies in " + run.folder() + "; Ctrl-C saves and stops.");
  }

  private static RunEnd train(PretrainingRun run, TrainingDisplay display) {
    try (TrainingDisplay shown = display) {
      return run.train();
    }
  }

  private void report(Summary summary, PretrainingRun run, TrainingDisplay display, RunEnd end) {
    if (!summary.columns().isEmpty()) {
      List<List<String>> rows = summary.table().rows();
      Table table = Table.withHeading(rows.get(0).toArray(String[]::new));
      rows.subList(1, rows.size()).forEach(row -> table.row(row.toArray()));
      console().line("");
      console().table(table);
      console().line("");
      summary.notes().forEach(console()::line);
      display
          .warnings()
          .forEach(warning -> console().line("Training was not without a warning: " + warning));
    }
    console().line("");
    console()
        .result(
            "Wrote "
                + run.folder()
                + ": "
                + run.encoderFile().getFileName()
                + ", summary.json, metrics.jsonl, checkpoints.");
    if (Files.exists(run.neighbourPicture())) {
      console()
          .result(
              "Look at "
                  + run.neighbourPicture()
                  + ": nearest neighbours by pixels, before and after training.");
    }
    String embed = "./likeness embed " + run.folder() + " --data DIR --out FOLDER";
    boolean knn = summary.trained().flatMap(Column::paper).isPresent();
    console()
        .line(
            "Next: " + (knn ? "./likeness evaluate knn " + run.folder() + "   or   " : "") + embed);
    console().object(object(run, end, display.warnings(), summary.json()));
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
