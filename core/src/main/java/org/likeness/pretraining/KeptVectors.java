package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.likeness.data.DataFingerprint;
import org.likeness.data.Dataset;
import org.likeness.data.SkippedImage;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.FileReason;
import org.likeness.error.RunException;
import org.likeness.evaluate.PartVectors;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Vectors;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.EmbeddingTableWriter;
import org.likeness.table.TableFolder;
import org.likeness.table.TableImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vectors that are computed once and kept with a run, a table for each part, kind of features and
 * network: {@code embeddings/head-emoji-test@last}. A table is used for the encoder, preprocessing,
 * images and batch size that it was computed with, also under another network's name, since the
 * best epoch may be the last; it is replaced for others. The files of an image are not compared,
 * except for the bytes of them all. What cannot be kept is computed each time.
 */
final class KeptVectors implements PartVectors {
  private static final Logger LOG = LoggerFactory.getLogger(KeptVectors.class);

  private final TableFolder tables;
  private final String network;
  private final String encoderHash;
  private final Dataset whole;
  private final List<String> read = new ArrayList<>();

  /**
   * Tables of one network.
   *
   * @param tables the folder of all tables of the run
   * @param network what the folders of its tables end in
   * @param encoderHash its hash
   * @param whole the data set of all parts
   */
  KeptVectors(TableFolder tables, NetworkName network, String encoderHash, Dataset whole) {
    this.tables = requireNonNull(tables, "tables is null");
    this.network = network.suffix();
    this.encoderHash = requireNonNull(encoderHash, "encoderHash is null");
    this.whole = requireNonNull(whole, "whole is null");
  }

  /** A sentence on what was read instead of computed, without a full stop; empty if nothing was. */
  Optional<String> remark() {
    return read.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Embeddings of %s were computed earlier and are read from %s"
                .formatted(String.join(", ", read), tables.folder()));
  }

  @Override
  public Vectors of(
      Embedder embedder, Dataset images, LoaderOptions loading, FeatureProgress progress) {
    long bytes = (long) images.size() * embedder.dimension() * Float.BYTES;
    if (embedder.network().isEmpty() || !tables.holds(bytes)) {
      return COMPUTED.of(embedder, images, loading, progress);
    }
    String stem = embedder.kind().label() + "-" + ReportName.plain(images.name());
    String data = description(images);
    for (Path kept : tables.tables(stem)) {
      Optional<EmbeddingTable> found = writer(kept, embedder, loading).complete(images, data);
      if (found.isPresent()) {
        read.add(images.name());
        tables.use(kept);
        progress.proceed(images.size(), images.size());
        return vectors(found.get(), images);
      }
    }
    Path folder = tables.path(stem + network);
    EmbeddingTableWriter writer = writer(folder, embedder, loading);
    return written(writer, images, data, progress)
        .map(
            table -> {
              tables.use(folder);
              return vectors(table, images);
            })
        .orElseGet(() -> COMPUTED.of(embedder, images, loading, progress));
  }

  private EmbeddingTableWriter writer(Path folder, Embedder embedder, LoaderOptions loading) {
    return new EmbeddingTableWriter(folder, embedder, encoderHash, loading, false);
  }

  /** Empty if the table cannot be written, as where another process writes it. */
  private static Optional<EmbeddingTable> written(
      EmbeddingTableWriter writer, Dataset images, String data, FeatureProgress progress) {
    try {
      return writer.replace(images, data, progress);
    } catch (RunException e) {
      if (e.getCause() instanceof IOException) {
        LOG.warn(e.getMessage());
        return Optional.empty();
      }
      throw e;
    }
  }

  private String description(Dataset images) {
    return "%s, %s, %d bytes"
        .formatted(images.name(), DataFingerprint.of(images).hash(), whole.bytes());
  }

  private static Vectors vectors(EmbeddingTable table, Dataset images) {
    int[] indices = table.images().stream().mapToInt(TableImage::index).toArray();
    BitSet there = new BitSet();
    IntStream.of(indices).forEach(there::set);
    List<SkippedImage> skipped =
        IntStream.range(0, images.size())
            .filter(i -> !there.get(i))
            .mapToObj(i -> new SkippedImage(images.info(i).id(), reason(images, i)))
            .toList();
    return new Vectors(table.vectors(), indices, skipped);
  }

  private static String reason(Dataset images, int index) {
    try {
      images.load(index);
      return "it could not be decoded when the others were embedded";
    } catch (IOException e) {
      return FileReason.of(e);
    }
  }
}
