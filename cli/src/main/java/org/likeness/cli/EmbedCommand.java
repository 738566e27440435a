package org.likeness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.likeness.data.DataOptions;
import org.likeness.data.Dataset;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.evaluate.EmbeddingTable;
import org.likeness.evaluate.EmbeddingTableWriter;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code likeness embed}: an embedding of every picture, in a folder that other commands and
 * programs read.
 */
@CommandLine.Command(
    name = "embed",
    customSynopsis = "./likeness embed RUN --data DIR --out FOLDER [OPTIONS]",
    description = {
      "Compute the embedding of every picture and write them to a folder.",
      "",
      "The folder holds vectors.safetensors (one row a picture), images.csv (which picture, its label) and table.json (which encoder made"
          + " it). Stopped on the way, the same command goes on where it was."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness embed last --data ~/photos --out photos.table",
      "  ./likeness embed runs/first --data cifar10 --out cifar.table --features backbone --half"
    })
final class EmbedCommand extends Command {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Mixin private RunArgument run = new RunArgument();
  @Mixin private DataArguments data = new DataArguments();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Where to write; a new or empty folder.")
  private Path out = Path.of("");

  @Option(
      names = "--half",
      description = "Two bytes a number instead of four: half the size, three digits.")
  private boolean half;

  @Mixin private FeatureArguments features = new FeatureArguments();

  EmbedCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    String source =
        data.name()
            .orElseThrow(
                () ->
                    new InputException(
                        "No pictures are named: add --data DIR, a folder or one of ./likeness datasets"));
    Encoder encoder = Encoder.load(run.encoder());
    long start = System.nanoTime();
    try (Dataset dataset = DataArguments.open(console(), data.options(DataOptions.defaults()));
        Interruption interruption = new Interruption(PATIENCE);
        Progress progress = console().progress("Embedding", dataset.size(), "images")) {
      EmbeddingTableWriter writer =
          new EmbeddingTableWriter(
              out, features.embedder(encoder), encoder.hash(), features.loader(), half);
      EmbeddingTable table =
          writer.write(
              dataset,
              source,
              (done, total) -> {
                progress.to(done);
                return !interruption.isRequested();
              });
      progress.close();
      report(table, dataset.size(), Duration.ofNanos(System.nanoTime() - start));
      return OK;
    } catch (CancellationException e) {
      console().line("Stopped; the same command goes on from here.");
      return INTERRUPTED;
    }
  }

  private void report(EmbeddingTable table, int images, Duration time) {
    console()
        .result(
            "Wrote "
                + out
                + ": "
                + Readable.count(table.size(), "vector")
                + " of "
                + table.dimension()
                + " numbers.");
    if (table.size() < images) {
      console()
          .warn(
              Readable.count(images - table.size(), "picture")
                  + " could not be decoded and have no row.");
    }
    console().line("Took " + Readable.time(time) + ".");
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("folder", out.toString());
    object.put("rows", table.size());
    object.put("dimension", table.dimension());
    object.put("skipped", images - table.size());
    object.put("features", features.kind().label());
    object.put("half", half);
    object.put("seconds", time.toMillis() / 1000.0);
    console().object(object);
  }
}
