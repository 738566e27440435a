package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.LateProgress;
import org.likeness.cli.console.Table;
import org.likeness.collection.DuplicatesTrial;
import org.likeness.collection.OutliersTrial;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code likeness bench collection}: how well duplicates and outliers are found. */
@CommandLine.Command(
    name = "collection",
    customSynopsis = "./likeness bench collection RUN --data DIR --others DIR [OPTIONS]",
    description = {
      "Measure how well duplicates and outliers are found: edited copies, and images of another data set, are mixed into pictures; raw pixels beside the embedding."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness bench collection last --data emoji --others ~/photos --out collections.csv"
    })
public final class BenchCollectionCommand extends Command {
  private static final double[] RECALLS = {0.5, 0.8, 0.9, 0.95, 0.99};
  private static final List<Integer> NEAREST = List.of(10, 50);

  @Mixin private RunArgument run = new RunArgument();
  @Mixin private DataArguments data = new DataArguments();

  @Option(
      names = "--others",
      paramLabel = "DIR",
      description = "Images of another data set, for outliers; left out if not given.")
  private @Nullable String others;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Pictures of the data, drawn with the seed. Default: 5000.")
  private int images = 5000;

  @Option(
      names = "--copies",
      paramLabel = "N",
      defaultValue = "500",
      description = "Edited copies mixed in. Default: 500.")
  private int copies = 500;

  @Option(
      names = "--mixed",
      paramLabel = "N",
      defaultValue = "20",
      description = "Images of the others mixed in. Default: 20.")
  private int mixed = 20;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed. Default: 0.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE.csv",
      description = "The CSV to write: what, features, threshold, value.")
  private @Nullable Path out;

  private final List<List<String>> rows = new ArrayList<>();
  private final Table table =
      Table.withHeading("features", "threshold", "precision", "recall", "what");

  public BenchCollectionCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    if (out != null) {
      OutputFile.require("out", out);
    }
    Encoder encoder = run.network().load().encoder();
    List<Embedder> embedders =
        List.of(
            new NetworkEmbedder(encoder, FeatureKind.HEAD),
            new PixelEmbedder(encoder.preprocessing()));
    try (Dataset dataset = DataArguments.open(console(), data.options(DataOptions.defaults()))) {
      for (Embedder embedder : embedders) {
        duplicates(dataset, embedder, encoder.hash());
      }
      console().table(table);
      if (others != null) {
        DataOptions options = DataOptions.defaults().withSource(others);
        try (Dataset strange = DataArguments.open(console(), options)) {
          for (Embedder embedder : embedders) {
            outliers(dataset, strange, embedder, encoder.hash());
          }
        }
      }
    }
    if (out != null) {
      String written = OutputFile.written(out);
      CsvFile.write(
          out, List.of("what", "features", "threshold", "value"), writer -> rows.forEach(writer));
      console().line(written + ".");
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("rows", rows);
    console().object(object);
    return OK;
  }

  private void duplicates(Dataset dataset, Embedder embedder, String hash) throws IOException {
    DuplicatesTrial trial =
        inFolder(
            "Duplicates",
            (work, progress) ->
                DuplicatesTrial.of(dataset, images, copies, embedder, hash, seed, work, progress));
    String features = embedder.kind().label();
    row(features, trial, trial.threshold(), "default threshold");
    row(features, trial, trial.best(), "best mean of both");
    for (double recall : RECALLS) {
      rows.add(
          List.of(
              "precision at recall " + recall, features, "", precise(trial.precisionAt(recall))));
    }
    for (int step = 0; step <= 40; step++) {
      double threshold = step < 20 ? 0.5 + 0.02 * step : 0.9 + 0.005 * (step - 20);
      rows.add(
          List.of("precision", features, precise(threshold), precise(trial.precision(threshold))));
      rows.add(List.of("recall", features, precise(threshold), precise(trial.recall(threshold))));
    }
  }

  private void row(String features, DuplicatesTrial trial, double threshold, String what) {
    double precision = trial.precision(threshold);
    double recall = trial.recall(threshold);
    table.row(
        features,
        ReportCommand.number(threshold),
        ReportCommand.percent(precision),
        ReportCommand.percent(recall),
        what);
    rows.add(List.of(what + ": precision", features, precise(threshold), precise(precision)));
    rows.add(List.of(what + ": recall", features, precise(threshold), precise(recall)));
  }

  private void outliers(Dataset dataset, Dataset strange, Embedder embedder, String hash)
      throws IOException {
    List<Double> areas =
        inFolder(
            "Outliers",
            (work, progress) ->
                OutliersTrial.areas(
                    dataset, images, strange, mixed, NEAREST, embedder, hash, seed, work,
                    progress));
    String features = embedder.kind().label();
    for (int i = 0; i < areas.size(); i++) {
      console()
          .result(
              "Outliers by %s, k = %d: area under the curve %.3f."
                  .formatted(features, NEAREST.get(i), areas.get(i)));
      String what = "outliers: area under the curve, k = " + NEAREST.get(i);
      rows.add(List.of(what, features, "", precise(areas.get(i))));
    }
  }

  /** Work with a folder that is removed at its end. */
  private interface Work<T> {
    T in(Path folder, FeatureProgress progress);
  }

  private <T> T inFolder(String task, Work<T> work) throws IOException {
    Path folder = Files.createTempDirectory("likeness-trial");
    try (LateProgress bar = new LateProgress(console(), task, "images")) {
      return work.in(
          folder,
          (done, total) -> {
            bar.to(done, total);
            return true;
          });
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    }
  }

  private static String precise(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
