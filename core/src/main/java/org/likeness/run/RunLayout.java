package org.likeness.run;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;
import org.likeness.io.FileNames;
import org.likeness.io.RunMarker;
import org.likeness.train.Checkpoint;
import org.likeness.train.Metrics;

/**
 * The files of a run:
 *
 * <pre>
 * recipe.yaml       all settings, resolved
 * environment.json  versions, the commit of the code, threads, device, the run's identity
 * data.json         the data set and how it is split, see {@link RunData}
 * images.csv        the images of the data set
 * metrics.jsonl     one event per line, see {@link Metrics}
 * events.out.tfevents.likeness  the numbers of the metrics for TensorBoard
 * checkpoints/      see {@link Checkpoint}
 * figures/          figures
 * evaluations/      one JSON report for each requested evaluation
 * embeddings/       tables of embeddings that evaluations share; they may be deleted
 * summary.json      the result, once it is measured
 * encoder.safetensors  the encoder, once it is trained
 * card.md           where the encoder comes from and how good it is, for people
 * classifier.safetensors  a classifier of its features, of a supervised run or {@code evaluate linear}
 * log.txt           the log
 * skipped.csv       images that could not be decoded, if there are any
 * </pre>
 *
 * @param folder of the run
 */
public record RunLayout(Path folder) {
  /** Name of the file of a {@link #verdict}. */
  public static final String VERDICT = "verdict.json";

  /** The default folder of runs. */
  public static final Path RUNS = Path.of("runs");

  private static final int LISTED = 5;

  public RunLayout {
    requireNonNull(folder, "folder is null");
  }

  /**
   * Finds a run that exists: a path, a name under {@code runs}, or {@code last}, the run whose
   * metrics changed last.
   *
   * @throws InputException if there is none; the message has the nearest name
   */
  public static RunLayout find(Path runs, String run) {
    List<RunLayout> all = all(runs);
    if (run.equals("last")) {
      return all.stream()
          .max(Comparator.comparing(RunLayout::changed).thenComparing(RunLayout::name))
          .orElseThrow(
              () ->
                  new InputException(
                      noFolder(runs)
                          .map(reason -> "there is no last run: " + reason)
                          .orElse(
                              "there is no run in "
                                  + runs
                                  + ": start one with `./likeness pretrain`")));
    }
    List<RunLayout> places =
        List.of(new RunLayout(FileNames.path(run)), new RunLayout(runs.resolve(run)));
    for (RunLayout place :
        places) { // a folder of images may have the name of a run: runs take precedence
      if (place.exists()) {
        return place;
      }
    }
    for (RunLayout place : places) {
      if (Files.isDirectory(place.folder())) {
        throw place.noRun();
      }
    }
    Optional<String> elsewhere =
        FileNames.path(run).getNameCount() > 1 ? Optional.empty() : noFolder(runs);
    if (elsewhere.isPresent()) {
      throw new InputException("there is no run '" + run + "': " + elsewhere.get());
    }
    int at = run.lastIndexOf('@');
    if (at > 0 && new RunLayout(FileNames.path(run.substring(0, at))).exists()) {
      throw new InputException(
          "a run is meant here, not one of its networks: name it without " + run.substring(at));
    }
    List<String> names = all.stream().map(RunLayout::name).toList();
    throw new InputException(
        "there is no run '"
            + run
            + (FileNames.path(run).isAbsolute() ? "'" : "' in " + runs)
            + Suggest.nearest(run, names)
                .map(name -> ", did you mean " + name + "?")
                .orElseGet(() -> latest(all)));
  }

  /** What to do where the folder of runs, which is below the working folder, does not exist. */
  private static Optional<String> noFolder(Path runs) {
    if (Files.isDirectory(runs)) {
      return Optional.empty();
    }
    Path absolute = runs.toAbsolutePath().normalize();
    return Optional.of(
        "the folder "
            + absolute
            + (Files.exists(runs) ? " is a file" : " does not exist")
            + "; call the command in the folder where the run was started, name the run by its path, or start one with `./likeness pretrain`");
  }

  private static String latest(List<RunLayout> all) {
    return all.isEmpty()
        ? ""
        : all.stream()
            .sorted(Comparator.comparing(RunLayout::changed).reversed())
            .limit(LISTED)
            .map(RunLayout::name)
            .collect(Collectors.joining(", ", "; the latest are ", ""));
  }

  /** All runs in a folder, by name. */
  public static List<RunLayout> all(Path runs) {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(runs)) {
      return folders
          .map(RunLayout::new)
          .filter(RunLayout::exists)
          .sorted(Comparator.comparing(RunLayout::name))
          .toList();
    } catch (IOException e) {
      throw new InputException("the runs in " + runs + " cannot be listed: " + e.getMessage(), e);
    }
  }

  /** True if the folder contains a run. */
  public boolean exists() {
    return RunMarker.isRun(folder);
  }

  /** The refusal of a folder that is not a run. */
  InputException noRun() {
    boolean recipe = Files.isRegularFile(recipe());
    return new InputException(
        folder + " is not a run: it has no " + (recipe ? RunMarker.ENVIRONMENT : RunMarker.RECIPE));
  }

  public String name() {
    return Optional.ofNullable(folder.toAbsolutePath().normalize().getFileName())
        .map(Path::toString)
        .orElse("run");
  }

  public Path recipe() {
    return folder.resolve(RunMarker.RECIPE);
  }

  public Path environment() {
    return folder.resolve(RunMarker.ENVIRONMENT);
  }

  public Path data() {
    return folder.resolve("data.json");
  }

  public Path images() {
    return folder.resolve("images.csv");
  }

  public Path metrics() {
    return folder.resolve("metrics.jsonl");
  }

  public Path events() {
    return folder.resolve("events.out.tfevents.likeness");
  }

  public Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  public Path figures() {
    return folder.resolve("figures");
  }

  public Path evaluations() {
    return folder.resolve("evaluations");
  }

  /** The verdict on the run, if it was asked for: no report of an evaluation. */
  public Path verdict() {
    return evaluations().resolve(VERDICT);
  }

  public Path embeddings() {
    return folder.resolve("embeddings");
  }

  public Path summary() {
    return folder.resolve("summary.json");
  }

  public Path card() {
    return folder.resolve("card.md");
  }

  public Path log() {
    return folder.resolve("log.txt");
  }

  public Path skipped() {
    return folder.resolve("skipped.csv");
  }

  private FileTime changed() {
    try {
      return Files.getLastModifiedTime(Files.exists(metrics()) ? metrics() : recipe());
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
