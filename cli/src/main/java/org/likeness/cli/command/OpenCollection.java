package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.likeness.cli.console.Console;
import org.likeness.collection.CollectionImages;
import org.likeness.collection.UnitRows;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.io.FileNames;
import org.likeness.pretraining.RunNetwork;
import org.likeness.run.RunLayout;
import org.likeness.search.IndexEncoder;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.EmbeddingTableWriter;

/**
 * The images of a command and their embeddings: of a table, or computed into a table that is
 * removed at the end.
 */
final class OpenCollection implements AutoCloseable {
  private static final String MOVED = "if the images were moved, say where they are by --data DIR";
  private static final String NEEDED =
      "the images are needed for the threshold and for --sheet, so embed them where they are now, or give --threshold and no --sheet";

  private final Console console;
  private final CollectionOptions options;
  private final String name;
  private final String hint;
  private final EmbeddingTable table;
  private final Optional<Path> temporary;
  private Optional<Encoder> encoder;
  private Optional<Dataset> dataset;
  private Optional<CollectionImages> images = Optional.empty();
  private Optional<UnitRows> rows = Optional.empty();

  private OpenCollection(
      Console console,
      CollectionOptions options,
      String name,
      String hint,
      EmbeddingTable table,
      Optional<Path> temporary,
      Optional<Encoder> encoder,
      Optional<Dataset> dataset) {
    this.console = console;
    this.options = options;
    this.name = name;
    this.hint = hint;
    this.table = table;
    this.temporary = temporary;
    this.encoder = encoder;
    this.dataset = dataset;
  }

  /** Whether a folder is an embedding table, complete or not. */
  static boolean isTable(String place) {
    Path folder = FileNames.path(place);
    return Stream.of("table.json", "progress.json", "update.json")
        .anyMatch(file -> Files.isRegularFile(folder.resolve(file)));
  }

  /**
   * Opens {@code TABLE}, or {@code RUN} with {@code --data}.
   *
   * @throws InputException if it is neither
   */
  static OpenCollection of(
      Console console, CollectionOptions options, String place, FeatureProgress progress) {
    options.features.check();
    if (isTable(place)) {
      return table(console, options, place, MOVED);
    }
    if (options.data.name().isEmpty()) {
      throw new InputException(
          place
              + " is not an embedding table: name the folder that embed wrote, or a run with --data DIR");
    }
    Encoder encoder = RunNetwork.find(RunLayout.RUNS, place).load().encoder();
    DataOptions data = options.data.options(DataOptions.defaults());
    return computed(console, options, encoder, data, progress);
  }

  /** Opens a table, or a folder of images that the encoder of {@code --encoder} embeds. */
  static OpenCollection tableOrImages(
      Console console, CollectionOptions options, String place, FeatureProgress progress) {
    options.features.check();
    if (isTable(place)) {
      return table(console, options, place, NEEDED);
    }
    String run =
        options
            .encoder()
            .orElseThrow(
                () ->
                    new InputException(
                        place
                            + " is not an embedding table: name tables that embed wrote, or folders of images with --encoder RUN"));
    Encoder encoder = RunNetwork.find(RunLayout.RUNS, run).load().encoder();
    DataOptions data = options.data.options(DataOptions.defaults()).withSource(place);
    return computed(console, options, encoder, data, progress);
  }

  /**
   * @param hint what to do where its images are not found
   */
  private static OpenCollection table(
      Console console, CollectionOptions options, String place, String hint) {
    EmbeddingTable table = EmbeddingTable.open(FileNames.path(place));
    return new OpenCollection(
        console, options, place, hint, table, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static OpenCollection computed(
      Console console,
      CollectionOptions options,
      Encoder encoder,
      DataOptions data,
      FeatureProgress progress) {
    Dataset dataset = DataArguments.open(console, data);
    try {
      Unusable.warn(console, dataset);
      Path folder = Files.createTempDirectory("likeness-table");
      try {
        EmbeddingTable table =
            new EmbeddingTableWriter(
                    folder,
                    options.features.embedder(encoder),
                    encoder.hash(),
                    options.features.loader(),
                    false)
                .write(dataset, data.source(), progress);
        return new OpenCollection(
            console,
            options,
            data.source(),
            "",
            table,
            Optional.of(folder),
            Optional.of(encoder),
            Optional.of(dataset));
      } catch (RuntimeException e) {
        delete(folder);
        throw e;
      }
    } catch (IOException e) {
      throw new InputException(
          "the embeddings cannot be stored in the system's temporary folder: " + e.getMessage(), e);
    }
  }

  EmbeddingTable table() {
    return table;
  }

  UnitRows rows() {
    if (rows.isEmpty()) {
      rows = Optional.of(UnitRows.of(table));
    }
    return rows.get();
  }

  /**
   * The images of the rows.
   *
   * @throws InputException if they are not where the table says
   */
  CollectionImages images() {
    if (images.isEmpty()) {
      try {
        images = Optional.of(new CollectionImages(table, dataset()));
      } catch (InputException e) {
        boolean given = hint.isEmpty() || options.data.name().isPresent();
        throw given ? e : new InputException(e.getMessage() + "; " + hint, e);
      }
    }
    return images.get();
  }

  private Dataset dataset() {
    if (dataset.isEmpty()) {
      DataOptions data = options.data.options(DataOptions.defaults().withDownload(false));
      String source = options.data.name().orElse(table.info().data());
      dataset = Optional.of(DataArguments.open(console, data.withSource(source)));
    }
    return dataset.get();
  }

  /**
   * What computed the rows.
   *
   * @throws InputException if its encoder is not found, or {@code --encoder} is another one
   */
  Embedder embedder() {
    FeatureKind kind = table.info().features();
    if (kind == FeatureKind.PIXELS) {
      return new PixelEmbedder(table.info().preprocessing());
    }
    if (encoder.isEmpty()) {
      encoder = Optional.of(options.encoder().map(this::given).orElseGet(this::found));
    }
    return new NetworkEmbedder(encoder.get(), kind);
  }

  private Encoder given(String run) {
    Encoder given = RunNetwork.find(RunLayout.RUNS, run).load().encoder();
    IndexEncoder.requireSame(run, given.hash(), "the table " + name, table.info().encoderHash());
    return given;
  }

  private Encoder found() {
    String hash = table.info().encoderHash();
    Path path =
        IndexEncoder.path(hash, table.info().encoder(), RunLayout.RUNS)
            .orElseThrow(
                () ->
                    new InputException(
                        "the encoder of the table %s (hash %.16s) is not among the runs in %s: name its run or file with --encoder, or give --threshold"
                            .formatted(name, hash, RunLayout.RUNS)));
    return Encoder.load(path);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  @Override
  public void close() throws IOException {
    rows.ifPresent(UnitRows::close);
    if (dataset.isPresent()) {
      dataset.get().close();
    }
    if (temporary.isPresent()) {
      delete(temporary.get());
    }
  }
}
