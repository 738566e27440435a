package org.likeness.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.reproduction.MetricsDifference;
import org.likeness.reproduction.Reproduction;
import org.likeness.run.FreeFolder;
import org.likeness.run.RunLayout;
import org.likeness.torch.Torch;
import org.likeness.train.Outcome;
import org.likeness.train.RunEnd;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likeness reproduce}: trains a run again and compares the metrics line by line. */
@CommandLine.Command(
    name = "reproduce",
    customSynopsis = "./likeness reproduce RUN [OPTIONS]",
    description = {
      "Train a run again from its record, and say which line of its metrics differs first, if any.",
      "",
      "Recipe, seed, images and number of threads are those of the run. Times and checkpoints are not compared. The exit code is 1 if a line"
          + " differs."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ./likeness reproduce last", "  ./likeness reproduce runs/first --out runs/again"})
public final class ReproduceCommand extends Command {
  private static final Duration TIME_TO_SAVE = Duration.ofMinutes(2);
  private static final int DIFFERS = 1;

  @Parameters(
      paramLabel = "RUN",
      completionCandidates = Candidates.RunNames.class,
      description = "A run: its path, its name below runs/, or last.")
  private String run = "last";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the new run. Default: that of the run with -again behind its name.")
  private @Nullable Path out;

  public ReproduceCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    RunLayout original = RunLayout.find(RunLayout.RUNS, run);
    Path folder =
        Optional.ofNullable(out)
            .orElseGet(() -> original.folder().resolveSibling(original.name() + "-again"));
    FreeFolder.require(folder);
    Reproduction reproduction = new Reproduction(original);
    Torch.require();
    TrainingDisplay display = new TrainingDisplay(console());
    try (PretrainingRun again = reproduction.training(folder).listen(display).prepare();
        Interruption interruption = new Interruption(TIME_TO_SAVE, again::stop)) {
      console().line(again.recipe().phrase() + "; run folder " + folder + ".");
      RunEnd end = train(again, display);
      if (end.outcome() == Outcome.INTERRUPTED) {
        console().line("Stopped; finish it with: ./likeness pretrain --resume " + folder + ".");
        return INTERRUPTED;
      }
    }
    return report(reproduction, folder);
  }

  private static RunEnd train(PretrainingRun again, TrainingDisplay display) {
    try (TrainingDisplay shown = display) {
      return again.train();
    }
  }

  private int report(Reproduction reproduction, Path folder) {
    Optional<MetricsDifference> difference = reproduction.difference(new RunLayout(folder));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("run", folder.toString());
    object.put("lines", reproduction.lines());
    object.put("same", difference.isEmpty());
    if (difference.isEmpty()) {
      console().result("All %d lines of the metrics are the same.".formatted(reproduction.lines()));
    } else {
      MetricsDifference first = difference.get();
      console().result("Line %d of the metrics differs:".formatted(first.line()));
      console().result("  then: " + shown(first.original()));
      console().result("  now:  " + shown(first.again()));
      object.put("line", first.line());
      object.put("then", first.original());
      object.put("now", first.again());
    }
    console().object(object);
    return difference.isEmpty() ? OK : DIFFERS;
  }

  private static String shown(String line) {
    return line.isEmpty() ? "nothing" : line;
  }
}
