package org.likeness.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.error.InputException;
import org.likeness.run.RunLayout;
import org.likeness.server.studio.Studio;
import org.likeness.server.studio.StudioOptions;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likeness studio}: a page to look at runs, images and embeddings. */
@CommandLine.Command(
    name = "studio",
    customSynopsis = "./likeness studio [RUNS] [--index INDEX] [OPTIONS]",
    description = {
      "A page in your browser to look at runs while they train, at images and what is like them, at a map of all embeddings, at measurements and views.",
      "",
      "It works without a network and is reached from this machine alone. Ctrl-C stops it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness studio",
      "  ./likeness studio --index photos.index",
      "  ./likeness studio experiments/runs --port 7010"
    })
public final class StudioCommand extends Command {
  private static final Duration TIME_TO_STOP = Duration.ofMinutes(1);

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUNS",
      description = "The folder of runs, which may be empty. Default: runs.")
  private Path runs = RunLayout.RUNS;

  @Option(
      names = "--index",
      paramLabel = "INDEX",
      description = "The index whose images Look and Map show, made by the command index.")
  private Optional<Path> index = Optional.empty();

  @Mixin private ServerArguments server = new ServerArguments();

  public StudioCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws InterruptedException {
    requireRuns();
    StudioOptions options = new StudioOptions(runs, index, server.address(StudioOptions.PORT));
    try (Studio studio = Studio.start(options);
        Interruption interruption = new Interruption(TIME_TO_STOP, studio::close)) {
      announce(studio);
      studio.await();
      studio.close(); // where another thread stops it, returns when it has
      console().line("Stopped."); // while the process waits for the interruption to close
      return interruption.isRequested() ? INTERRUPTED : OK;
    }
  }

  /** A folder that the user named; the usual one appears with the first run. */
  private void requireRuns() {
    if (!runs.equals(RunLayout.RUNS) && !Files.isDirectory(runs)) {
      throw new InputException(
          Files.exists(runs)
              ? runs + " is a file: name the folder that has the runs"
              : "there is no folder %s: name the one that has the runs, or leave it out for %s"
                  .formatted(runs, RunLayout.RUNS));
    }
  }

  private void announce(Studio studio) {
    String address = studio.address().toString();
    console().result("The studio is at " + address + ".");
    if (index.isEmpty()) {
      console().line("With --index INDEX it also shows images and a map of them.");
    }
    console().line("Ctrl-C stops it.");
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("address", address);
    object.put("runs", runs.toString());
    index.ifPresent(folder -> object.put("index", folder.toString()));
    console().object(object);
  }
}
