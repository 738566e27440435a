package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.likeness.classify.LabelledNeighbours;
import org.likeness.cli.console.Console;
import org.likeness.collection.CollectionImages;
import org.likeness.data.DataFingerprint;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.figure.PictureSheet.Picture;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.OwnImages;
import org.likeness.pretraining.RunNetwork;
import org.likeness.pretraining.RunPaths;
import org.likeness.run.RunLayout;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.EmbeddingTableWriter;

/**
 * The labelled images that decide a class: those of a table, or the training images of the run,
 * whose embeddings are kept with the run.
 */
final class LabelledBank implements AutoCloseable {
  private static final int SIDE = 128;
  private static final LoaderOptions LOADING = LoaderOptions.everyImage(128);

  private final Console console;
  private final EmbeddingTable table;
  private final LabelledNeighbours neighbours;
  private Optional<Dataset> whole;
  private Optional<CollectionImages> images;

  private LabelledBank(
      Console console,
      EmbeddingTable table,
      LabelledNeighbours neighbours,
      Optional<Dataset> whole,
      Optional<CollectionImages> images) {
    this.console = console;
    this.table = table;
    this.neighbours = neighbours;
    this.whole = whole;
    this.images = images;
  }

  /**
   * The labelled rows of a table.
   *
   * @throws InputException if it is of another encoder
   */
  static LabelledBank of(Console console, Path folder, Encoder encoder, int k, double tau) {
    EmbeddingTable table = EmbeddingTable.open(folder, encoder.hash());
    if (table.info().features() == FeatureKind.PIXELS) {
      throw new InputException(
          folder + " has raw pixels, which are no encoder's: embed the images with the run");
    }
    LabelledNeighbours neighbours = LabelledNeighbours.of(table, k, tau);
    return new LabelledBank(console, table, neighbours, Optional.empty(), Optional.empty());
  }

  /** The training images of the run of a network, embedded once. */
  static LabelledBank of(
      Console console,
      RunNetwork network,
      Encoder encoder,
      FeatureKind kind,
      int k,
      double tau,
      FeatureProgress progress)
      throws IOException {
    RunLayout run = network.run().orElseThrow();
    DataParts parts;
    try (DownloadBar download = new DownloadBar(console)) {
      parts = OwnImages.open(run, RunPaths.recipe(run), download);
    }
    Dataset bank = parts.learned().bank();
    try {
      DataFingerprint images = DataFingerprint.of(bank);
      if (images.labelled() == 0) {
        throw new InputException(
            "no training image of %s has a label, so there is no class to find: train on one folder per class, or on a CSV with the columns path and label"
                .formatted(run.folder()));
      }
      String name = "classify-" + kind.label() + network.name().suffix();
      Path folder = run.embeddings().resolve(name);
      EmbeddingTableWriter writer =
          new EmbeddingTableWriter(
              folder, new NetworkEmbedder(encoder, kind), encoder.hash(), LOADING, false);
      String data = bank.name() + ", " + images.hash();
      EmbeddingTable table =
          writer
              .complete(bank, data)
              .or(() -> writer.replace(bank, data, progress))
              .orElseThrow(
                  () -> new InputException(folder + " is being written by another process: wait"));
      return new LabelledBank(
          console,
          table,
          LabelledNeighbours.of(table, k, tau),
          Optional.of(parts.whole()),
          Optional.of(new CollectionImages(table, bank)));
    } catch (RuntimeException e) {
      parts.whole().close();
      throw e;
    }
  }

  LabelledNeighbours neighbours() {
    return neighbours;
  }

  FeatureKind features() {
    return table.info().features();
  }

  int size() {
    return table.size();
  }

  /** The picture of a row. */
  Picture picture(int row, String caption) {
    if (images.isEmpty()) {
      DataOptions options = DataOptions.defaults().withDownload(false);
      whole = Optional.of(DataArguments.open(console, options.withSource(table.info().data())));
      images = Optional.of(new CollectionImages(table, whole.get()));
    }
    return new Picture(images.get().load(row, SIDE), caption);
  }

  @Override
  public void close() throws IOException {
    neighbours.close();
    if (whole.isPresent()) {
      whole.get().close();
    }
  }
}
