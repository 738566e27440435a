package org.likeness.kills;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills commands at random moments. Each round has a folder of its own: a command is started there,
 * killed with SIGKILL, run again to its end, and what it wrote is compared with what a command
 * wrote that nothing disturbed.
 */
public final class Kills {
  private static final String HELP =
      """
      Usage: bench/kill [KILLS [SEED [FILE]]]

      Kills pretrain, embed, evaluate and a download with SIGKILL at random moments, runs each again
      until it ends, and compares: results equal to those of an undisturbed command (times and logs
      aside), no file missing or left over, no lock that blocks.

        KILLS   how many (default 100, about half an hour on two cores)
        SEED    of the moments, as shares of an undisturbed command's time (default 1)
        FILE    CSV with a row for each: command, moment, outcome (default kills.csv)

      Exits with 1 if an outcome is not "equal"; the folders of those rounds stay.
      """;
  private static final int LIMIT_MINUTES = 10;
  private static final int TOO_LATE = 50; // draws in a row

  private final Path work;
  private final SplittableRandom random;
  private final List<Row> rows = new ArrayList<>();

  /** A kill: the command, seconds after its start, and how it ended after the next start. */
  private record Row(String command, double moment, String outcome) {
    boolean isEqual() {
      return outcome.equals("equal");
    }
  }

  /** What an undisturbed command took and wrote. */
  private record Reference(double seconds, Snapshot snapshot) {}

  private Kills(Path work, long seed) {
    this.work = work;
    this.random = new SplittableRandom(seed);
  }

  /** The first three arguments are from the script: the launcher, Java, and its class path. */
  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments).subList(3, arguments.length);
    if (given.size() > 3 || given.stream().anyMatch(word -> word.startsWith("-"))) {
      System.out.print(HELP);
      System.exit(given.contains("-h") || given.contains("--help") ? 0 : 2);
    }
    int kills = given.isEmpty() ? 100 : Integer.parseInt(given.get(0));
    long seed = given.size() < 2 ? 1 : Long.parseLong(given.get(1));
    Path csv = Path.of(given.size() < 3 ? "kills.csv" : given.get(2));
    Path work = Files.createTempDirectory("likeness-kills").toRealPath();
    Kills all = new Kills(work, seed);
    try (ArchiveServer server = new ArchiveServer();
        PrintStream out = new PrintStream(Files.newOutputStream(csv), true)) {
      out.println("command,moment_s,outcome");
      all.run(kills, arguments[0], new Tasks.Download(arguments[1], arguments[2], server), out);
    }
    boolean equal = all.summarize();
    if (equal) {
      delete(work);
    } else {
      System.out.println("The folders of the rounds that were not equal are in " + work);
    }
    System.out.println("Wrote " + csv);
    System.exit(equal ? 0 : 1);
  }

  private void run(int kills, String launcher, Task download, PrintStream csv)
      throws IOException, InterruptedException {
    Path pictures = work.resolve("pictures");
    Pictures.write(pictures);
    Task pretrain = new Tasks.Pretrain(launcher, pictures);
    Map<Task, Reference> references = new LinkedHashMap<>();
    references.put(pretrain, undisturbed(pretrain));
    Path run = pretrain.output(work.resolve("undisturbed-pretrain"));
    for (Task task :
        List.of(
            new Tasks.Embed(launcher, run, pictures),
            download,
            new Tasks.Evaluate(launcher, "knn", run),
            new Tasks.Evaluate(launcher, "copies", run))) {
      references.put(task, undisturbed(task));
    }
    List<Task> turns = turns(references.keySet());
    for (int i = 0; i < kills; i++) {
      Task task = turns.get(i % turns.size());
      Row row = kill(task, references.get(task), work.resolve("round-" + i));
      rows.add(row);
      csv.printf(Locale.ROOT, "%s,%.3f,\"%s\"%n", row.command, row.moment, row.outcome);
      System.out.printf(
          Locale.ROOT,
          "%d of %d: %s killed after %.2f s: %s%n",
          i + 1,
          kills,
          row.command,
          row.moment,
          row.outcome);
    }
  }

  /** Both evaluations share one turn in four. */
  private static List<Task> turns(Iterable<Task> tasks) {
    List<Task> evaluations = new ArrayList<>();
    List<Task> others = new ArrayList<>();
    tasks.forEach(task -> (task instanceof Tasks.Evaluate ? evaluations : others).add(task));
    List<Task> turns = new ArrayList<>();
    for (Task evaluation : evaluations) {
      turns.addAll(others);
      turns.add(evaluation);
    }
    return turns;
  }

  private Reference undisturbed(Task task) throws IOException, InterruptedException {
    Path round = work.resolve("undisturbed-" + task.name().replace(' ', '-'));
    Files.createDirectories(round);
    task.prepare(round);
    long start = System.nanoTime();
    String failure = toEnd(task, round);
    if (!failure.isEmpty()) {
      throw new IllegalStateException(task.name() + " undisturbed " + failure + ": see " + round);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(Locale.ROOT, "%s undisturbed: %.1f s%n", task.name(), seconds);
    return new Reference(seconds, Snapshot.of(task.output(round)));
  }

  /** One kill; a command that ended before it is started in a new folder with another moment. */
  private Row kill(Task task, Reference reference, Path folder)
      throws IOException, InterruptedException {
    for (int draw = 0; draw < TOO_LATE; draw++) {
      delete(folder);
      Files.createDirectories(folder);
      task.prepare(folder);
      double moment = reference.seconds() * random.nextDouble();
      Process process = start(task, folder);
      if (process.waitFor(Math.round(moment * 1000), TimeUnit.MILLISECONDS)) {
        continue;
      }
      process.destroyForcibly().waitFor(); // the launcher has become Java: one process
      String outcome = toEnd(task, folder);
      if (outcome.isEmpty()) {
        List<String> differences =
            Snapshot.of(task.output(folder)).differences(reference.snapshot());
        outcome = differences.isEmpty() ? "equal" : String.join("; ", differences);
      }
      if (outcome.equals("equal")) {
        delete(folder);
      }
      return new Row(task.name(), moment, outcome);
    }
    return new Row(task.name(), 0, "always ended before the kill");
  }

  private static Process start(Task task, Path round) throws IOException {
    return new ProcessBuilder(task.command(round))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(round.resolve("printed.txt").toFile()))
        .start();
  }

  /** How the command failed; empty where it did not. */
  private static String toEnd(Task task, Path round) throws IOException, InterruptedException {
    Process process = start(task, round);
    if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      return "did not end";
    }
    return process.exitValue() == 0 ? "" : "ended with exit code " + process.exitValue();
  }

  /** Prints a line for each command; true where all are equal. */
  private boolean summarize() {
    Map<String, List<Row>> byCommand = new LinkedHashMap<>();
    rows.forEach(row -> byCommand.computeIfAbsent(row.command, c -> new ArrayList<>()).add(row));
    byCommand.forEach(
        (command, own) ->
            System.out.printf(
                "%s: %d of %d equal%n",
                command, own.stream().filter(Row::isEqual).count(), own.size()));
    return rows.stream().allMatch(Row::isEqual);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
