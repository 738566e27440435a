package org.likeness.server.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.encoder.Encoder;
import org.likeness.features.FeatureKind;
import org.likeness.features.NetworkEmbedder;
import org.likeness.search.Filter;
import org.likeness.search.IndexOptions;
import org.likeness.search.IndexRow;
import org.likeness.search.SearchIndex;
import org.likeness.search.SearchIndexWriter;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.EmbeddingTableWriter;

/** A folder of images of two classes, its table and its index. */
final class TinyIndex implements AutoCloseable {
  private final Path folder;
  private final Encoder encoder;
  private final SearchIndex opened;

  TinyIndex(Path folder, Encoder encoder, int images) throws IOException {
    this.folder = folder;
    this.encoder = encoder;
    write(0, images);
    opened = SearchIndex.open(folder.resolve("index"));
  }

  /** Adds images with numbers from {@code from} on: even ones are of class {@code a}. */
  void write(int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      Path file = folder.resolve("images").resolve(i % 2 == 0 ? "a" : "b").resolve(i + ".png");
      Files.createDirectories(file.getParent());
      Files.write(file, TinyEncoder.png(i));
    }
    Path table = folder.resolve("table");
    String data = folder.resolve("images").toString();
    try (Dataset dataset = Datasets.open(data, DataOptions.defaults())) {
      new EmbeddingTableWriter(
              table,
              new NetworkEmbedder(encoder, FeatureKind.HEAD),
              encoder.hash(),
              LoaderOptions.everyImage(4).withWorkers(1),
              false)
          .write(dataset, data, (done, total) -> true);
    }
    try (SearchIndexWriter writer =
        SearchIndexWriter.open(
            folder.resolve("index"), IndexOptions.defaults().withThreads(1).withExactMillis(1e9))) {
      writer.add(table, (done, total) -> true);
      writer.commit();
    }
  }

  /** Takes all rows out. */
  void clear() {
    try (SearchIndexWriter writer =
        SearchIndexWriter.open(
            folder.resolve("index"), IndexOptions.defaults().withThreads(1).withExactMillis(1e9))) {
      writer.remove(opened.rows(Filter.all(), 0, 1000).stream().map(IndexRow::id).toList());
      writer.commit();
    }
    opened.refresh();
  }

  Encoder encoder() {
    return encoder;
  }

  EmbeddingTable table() {
    return EmbeddingTable.open(folder.resolve("table"));
  }

  SearchIndex opened() {
    return opened;
  }

  @Override
  public void close() {
    opened.close();
  }
}
