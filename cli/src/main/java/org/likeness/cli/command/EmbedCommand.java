package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.cli.console.LateProgress;
import org.likeness.cli.console.Readable;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.io.FileNames;
import org.likeness.pretraining.RunNetwork;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.EmbeddingTableWriter;
import org.likeness.table.TableChanges;
import org.likeness.table.TableImage;
import org.likeness.table.WrittenTable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code likeness embed}: computes an embedding of every image and writes them to a folder that
 * other commands and programs read.
 */
@CommandLine.Command(
    name = "embed",
    customSynopsis = "./likeness embed RUN --data DIR --out FOLDER [OPTIONS]",
    description = {
      "Compute the embedding of every image and write them to a folder.",
      "",
      "The folder holds vectors.safetensors (one row per image), images.csv (the image of each row, its label) and table.json (the encoder)."
          + " If it was stopped, the same command continues. If images were added, changed, moved or removed, the same command brings the folder up to date."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness embed last --data ~/photos --out photos.table",
      "  ./likeness embed runs/first --data cifar10 --out cifar.table --features backbone --half"
    })
public final class EmbedCommand extends Command {
  private static final Duration TIME_TO_SAVE = Duration.ofMinutes(1);
  private static final int SHOWN = 3;

  @Mixin private RunArgument run = new RunArgument();
  @Mixin private DataArguments data = new DataArguments();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "The folder to write: new, empty, or a table to bring up to date.")
  private Path out = Path.of("");

  @Option(
      names = "--half",
      description = "Two bytes per value instead of four: half the size, three digits.")
  private boolean half;

  @Mixin private FeatureArguments features = new FeatureArguments();

  public EmbedCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    String source = data.name().orElse("");
    if (source.isEmpty() || out.toString().isEmpty()) {
      throw new InputException(missingOptions(source));
    }
    features.check();
    OutputFile.requireFolder("out", out);
    RunNetwork network = run.network();
    Encoder encoder = network.load().encoder();
    long start = System.nanoTime();
    try (Dataset dataset = DataArguments.open(console(), data.options(DataOptions.defaults()));
        Interruption interruption = new Interruption(TIME_TO_SAVE);
        LateProgress progress = new LateProgress(console(), "Embedding", "images")) {
      Unusable.warn(console(), dataset);
      EmbeddingTableWriter plain =
          new EmbeddingTableWriter(
              out, features.embedder(encoder), encoder.hash(), features.loader(), half);
      EmbeddingTableWriter writer = network.encoderFile().map(plain::encoderAt).orElse(plain);
      int before = writer.rowsThere();
      WrittenTable written;
      try {
        written =
            writer.update(
                dataset,
                place(source),
                (done, total) -> {
                  progress.to(done, total);
                  return !interruption.isRequested();
                });
      } catch (CancellationException e) {
        // Caught while the interruption is open: once it is closed, nothing more is printed.
        progress.close();
        console().line("Stopped; what is done is saved, and the same command continues from here.");
        return INTERRUPTED;
      }
      progress.close();
      report(written, dataset, before, Duration.ofNanos(System.nanoTime() - start));
      return OK;
    }
  }

  /** A path as it is found from any working folder; the name of a data set as it is. */
  private static String place(String source) {
    Path path = FileNames.path(source);
    return Files.exists(path) ? path.toAbsolutePath().normalize().toString() : source;
  }

  private String missingOptions(String source) {
    List<String> missing = new ArrayList<>();
    if (source.isEmpty()) {
      missing.add("--data DIR (a folder, or a name that ./likeness datasets lists)");
    }
    if (out.toString().isEmpty()) {
      missing.add("--out FOLDER");
    }
    return "missing " + String.join(" and ", missing);
  }

  /** The first few images without a row. */
  private static String missing(EmbeddingTable table, Dataset dataset) {
    Set<Integer> there = table.images().stream().map(TableImage::index).collect(Collectors.toSet());
    List<String> ids =
        IntStream.range(0, dataset.size())
            .filter(i -> !there.contains(i))
            .limit(SHOWN + 1L)
            .mapToObj(i -> dataset.info(i).id())
            .toList();
    return ids.size() > SHOWN
        ? String.join(", ", ids.subList(0, SHOWN)) + ", ..."
        : String.join(", ", ids);
  }

  private static String said(TableChanges changes) {
    return "; %s new, %s changed, %s moved, %s gone, %s kept; %s computed"
        .formatted(
            Readable.count(changes.added()),
            Readable.count(changes.changed()),
            Readable.count(changes.moved()),
            Readable.count(changes.gone()),
            Readable.count(changes.kept()),
            Readable.count(changes.computed(), "vector"));
  }

  private void report(WrittenTable written, Dataset dataset, int before, Duration time) {
    EmbeddingTable table = written.table();
    Optional<TableChanges> changes = written.changes();
    boolean same = changes.map(TableChanges::isEmpty).orElse(false);
    console()
        .result(
            (same ? "Already complete: " : changes.isPresent() ? "Updated " : "Wrote ")
                + out
                + ": "
                + Readable.count(table.size(), "vector")
                + " of "
                + table.dimension()
                + " values"
                + (changes.isEmpty() && before > 0 && before < table.size()
                    ? ", of which " + Readable.count(before) + " were already there"
                    : "")
                + (same ? "" : changes.map(EmbedCommand::said).orElse(""))
                + ".");
    int skipped = dataset.size() - table.size();
    if (skipped > 0) {
      console()
          .warn(
              Readable.count(skipped, "image")
                  + " could not be decoded and "
                  + (skipped == 1 ? "has" : "have")
                  + " no row: "
                  + missing(table, dataset)
                  + ".");
    }
    console().line("Took " + Readable.time(time) + ".");
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("folder", out.toString());
    object.put("rows", table.size());
    object.put("dimension", table.dimension());
    object.put("skipped", skipped);
    changes.ifPresent(
        changed -> {
          object.put("new", changed.added());
          object.put("changed", changed.changed());
          object.put("moved", changed.moved());
          object.put("gone", changed.gone());
          object.put("kept", changed.kept());
          object.put("computed", changed.computed());
        });
    object.put("features", features.kind().label());
    object.put("half", half);
    object.put("seconds", time.toMillis() / 1000.0);
    console().object(object);
  }
}
