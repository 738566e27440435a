package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.cli.console.LateProgress;
import org.likeness.cli.console.Readable;
import org.likeness.error.FirstFew;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.run.RunLayout;
import org.likeness.search.Changes;
import org.likeness.search.IndexEncoder;
import org.likeness.search.IndexInfo;
import org.likeness.search.IndexMode;
import org.likeness.search.IndexOptions;
import org.likeness.search.Measured;
import org.likeness.search.SearchIndexWriter;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likeness index}: makes embedding tables searchable, or brings an index up to date. */
@CommandLine.Command(
    name = "index",
    customSynopsis = "./likeness index TABLE... --out INDEX [OPTIONS]",
    description = {
      "Make an index over embedding tables of one encoder, to search them.",
      "",
      "Called again, it adds rows that are new in a table and takes out those that the table has no longer; nothing is rebuilt. A command that"
          + " is stopped leaves the index as it was."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness index photos.table --out photos.index",
      "  ./likeness index photos.table scans.table --out all.index --half",
      "  ./likeness index --out photos.index --remove ids.txt"
    })
public final class IndexCommand extends Command {
  private static final Duration TIME_TO_STOP = Duration.ofMinutes(1);
  private static final int SHOWN = 3;

  @Parameters(
      paramLabel = "TABLE",
      arity = "0..*",
      description = "The folder of an embedding table, as ./likeness embed writes it.")
  private List<Path> tables = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "INDEX",
      description = "The folder of the index; new, empty, or an index.")
  private Path out = Path.of("");

  @Option(
      names = "--remove",
      paramLabel = "FILE",
      description =
          "Take out the images whose ids are in this file, one a line, or TABLE:id. An image that its table still has comes back"
              + " when the table is indexed again.")
  private @Nullable Path remove;

  @Option(
      names = "--half",
      description =
          "Two bytes per value in memory for exact search instead of four; for a new index.")
  private boolean half;

  public IndexCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (out.toString().isEmpty()) {
      throw new InputException("missing --out INDEX");
    }
    if (tables.isEmpty() && remove == null) {
      throw new InputException("nothing to do: name embedding tables, or ids with --remove FILE");
    }
    OutputFile.requireFolder("out", out);
    List<String> ids = remove == null ? List.of() : ids(remove);
    long start = System.nanoTime();
    try (Interruption interruption = new Interruption(TIME_TO_STOP);
        SearchIndexWriter writer =
            SearchIndexWriter.open(out, IndexOptions.defaults().withHalf(half))) {
      requireHalf(writer);
      Map<Path, Changes> changes = new LinkedHashMap<>();
      try {
        for (Path table : once(tables)) {
          try (LateProgress progress =
              new LateProgress(console(), "Indexing " + table.getFileName(), "rows")) {
            changes.put(
                table,
                writer.add(table, (done, total) -> proceed(progress, interruption, done, total)));
          }
        }
      } catch (CancellationException e) {
        console().line("Stopped; " + out + " is as it was.");
        return INTERRUPTED;
      }
      int before = writer.rows();
      List<String> missing = writer.remove(ids);
      int removed = before - writer.rows();
      noteEncoder(writer);
      IndexInfo info = writer.commit();
      report(info, changes, removed, missing, Duration.ofNanos(System.nanoTime() - start));
      return OK;
    }
  }

  private static boolean proceed(
      LateProgress progress, Interruption interruption, int done, int total) {
    if (total > 0) {
      progress.to(done, total);
    }
    return !interruption.isRequested();
  }

  private void requireHalf(SearchIndexWriter writer) {
    if (half && !writer.info().map(IndexInfo::half).orElse(true)) {
      throw new InputException(
          out + " keeps four bytes per value: --half is for a new index, choose another folder");
    }
  }

  /** The tables without those that were named before, perhaps by another path. */
  private static List<Path> once(List<Path> tables) {
    Map<Path, Path> byRealPath = new LinkedHashMap<>();
    tables.forEach(table -> byRealPath.putIfAbsent(realPath(table), table));
    return List.copyOf(byRealPath.values());
  }

  private static Path realPath(Path table) {
    try {
      return table.toRealPath();
    } catch (IOException e) { // there is none, which the writer says
      return table;
    }
  }

  private static List<String> ids(Path file) {
    return InputFile.text(file).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static void noteEncoder(SearchIndexWriter writer) {
    writer
        .info()
        .flatMap(info -> IndexEncoder.path(info.encoderHash(), info.encoder(), RunLayout.RUNS))
        .ifPresent(writer::encoderIs);
  }

  private void report(
      IndexInfo info,
      Map<Path, Changes> changes,
      int removed,
      List<String> missing,
      Duration time) {
    boolean changed = removed > 0 || changes.values().stream().anyMatch(Changes::any);
    console()
        .result(
            (changed
                    ? "Wrote "
                    : changes.isEmpty() ? "Nothing taken out of " : "Already complete: ")
                + out
                + ": "
                + Readable.count(info.rows(), "row")
                + " of "
                + info.dimension()
                + " values.");
    changes.forEach((table, change) -> console().result("  " + table + ": " + line(change)));
    if (removed > 0) {
      console().result("  Taken out: " + Readable.count(removed, "row") + ".");
    }
    if (!missing.isEmpty()) {
      console()
          .warn(
              Readable.count(missing.size(), "id")
                  + " of "
                  + remove
                  + (missing.size() == 1 ? " is" : " are")
                  + " not in the index: "
                  + FirstFew.of(missing, SHOWN)
                  + ".");
    }
    if (info.rows() > 0) {
      console().result(mode(info));
    }
    console().line("Took " + Readable.time(time) + ".");
    console().line("Next: ./likeness search " + out + " IMAGE");
    console().object(object(info, changes, removed, missing, time));
  }

  private static String line(Changes change) {
    return "%s new, %s changed, %s moved, %s gone, %s as before"
        .formatted(
            Readable.count(change.added()),
            Readable.count(change.changed()),
            Readable.count(change.moved()),
            Readable.count(change.removed()),
            Readable.count(change.unchanged()));
  }

  /** How the index answers, and what was measured. */
  private static String mode(IndexInfo info) {
    Measured measured = info.measured();
    String exact = millis(measured.exactMillis());
    String approximate = millis(measured.approximateMillis());
    String recall =
        String.format(
            Locale.ROOT,
            "%.1f %% of the 10 nearest (%s)",
            100 * measured.recall(),
            Readable.count(measured.queries(), measured.heldOut() ? "held-out row" : "row"));
    return info.mode() == IndexMode.EXACT
        ? "Answers are exact: %s a query. Approximate ones take %s and have %s."
            .formatted(exact, approximate, recall)
        : "Answers are approximate: %s a query, with %s. Exact ones (--exact) take %s."
            .formatted(approximate, recall, exact);
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, millis < 9.95 ? "%.1f ms" : "%.0f ms", millis);
  }

  private Map<String, Object> object(
      IndexInfo info,
      Map<Path, Changes> changes,
      int removed,
      List<String> missing,
      Duration time) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("folder", out.toString());
    object.put("rows", info.rows());
    object.put("dimension", info.dimension());
    List<Map<String, Object>> list = new ArrayList<>();
    changes.forEach(
        (table, change) -> {
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put("table", table.toString());
          entry.put("added", change.added());
          entry.put("moved", change.moved());
          entry.put("changed", change.changed());
          entry.put("gone", change.removed());
          entry.put("unchanged", change.unchanged());
          list.add(entry);
        });
    object.put("tables", list);
    object.put("removed", removed);
    object.put("missing", missing);
    object.put("mode", info.mode().name().toLowerCase(Locale.ROOT));
    object.put("half", info.half());
    object.put("exactMillis", info.measured().exactMillis());
    object.put("approximateMillis", info.measured().approximateMillis());
    object.put("recallAt10", info.measured().recall());
    object.put("queries", info.measured().queries());
    object.put("heldOut", info.measured().heldOut());
    object.put("seconds", time.toMillis() / 1000.0);
    return object;
  }
}
