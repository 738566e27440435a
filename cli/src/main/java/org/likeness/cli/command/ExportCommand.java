package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.cli.console.LateProgress;
import org.likeness.cli.console.Readable;
import org.likeness.error.InputException;
import org.likeness.export.CsvVectors;
import org.likeness.export.ParquetFile;
import org.likeness.features.FeatureProgress;
import org.likeness.io.FileNames;
import org.likeness.table.EmbeddingTable;
import org.likeness.torch.Torch;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likeness export}: an embedding table as Parquet or CSV. */
@CommandLine.Command(
    name = "export",
    customSynopsis = "./likeness export TABLE --to parquet --out FILE",
    description = {
      "Write an embedding table as a file that DuckDB, Spark, pandas and others read.",
      "",
      "parquet: columns id, label, attributes (a map) and vector (a list of floats), compressed by zstd. csv: id, label, attributes (JSON) and a column for each number."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness export photos.table --to parquet --out photos.parquet",
      "  ./likeness export photos.table --to csv --out photos.csv"
    })
public final class ExportCommand extends Command {
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(20);

  /** What can be written. */
  enum Format {
    PARQUET,
    CSV
  }

  @Parameters(index = "0", paramLabel = "TABLE", description = "The folder that embed wrote.")
  private String place = "";

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      defaultValue = "parquet",
      description = "parquet or csv. Default: parquet.")
  private Format format = Format.PARQUET;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file to write.")
  private Path out = Path.of("");

  public ExportCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    OutputFile.require("out", out);
    if (!OpenCollection.isTable(place)) {
      throw new InputException(
          place + " is not an embedding table: name the folder that embed wrote");
    }
    Torch.require();
    EmbeddingTable table = EmbeddingTable.open(FileNames.path(place));
    String written = OutputFile.written(out);
    try (Interruption interruption = new Interruption(TIME_TO_STOP);
        LateProgress bar = new LateProgress(console(), "Exporting", "rows")) {
      FeatureProgress progress =
          (done, total) -> {
            bar.to(done, total);
            return !interruption.isRequested();
          };
      if (format == Format.PARQUET) {
        ParquetFile.write(table, out, progress);
      } else {
        CsvVectors.write(table, out, progress);
      }
    } catch (CancellationException e) {
      console().line("Stopped; nothing was written.");
      return INTERRUPTED;
    }
    long bytes = Files.size(out);
    console()
        .result(
            "%s: %s of %d values, %s."
                .formatted(
                    written,
                    Readable.count(table.size(), "row"),
                    table.dimension(),
                    Readable.bytes(bytes)));
    if (format == Format.PARQUET) {
      console().line("Read it: duckdb -c \"select id, label from '" + out + "' limit 5\"");
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", out.toString());
    object.put("rows", table.size());
    object.put("dimension", table.dimension());
    object.put("bytes", bytes);
    console().object(object);
    return OK;
  }
}
