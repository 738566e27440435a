package org.likeness.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.likeness.data.Dataset;
import org.likeness.data.SkippedImage;
import org.likeness.data.Subset;
import org.likeness.data.WatchedDataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputFile;
import org.likeness.features.Embedder;
import org.likeness.features.Extraction;
import org.likeness.features.FeatureProgress;
import org.likeness.io.Json;
import org.likeness.io.JsonException;

/**
 * Brings a table up to date with a data set that changed. Rows that are missing are computed into a
 * {@link RowLog}; then all rows, in the order of the data set, are copied into a new table beside
 * the old one, which takes its place at once ({@link TableFiles}). Readers have the old table until
 * then. Killed at any moment, the next call goes on with the rows that were computed, even if the
 * data set changed again.
 */
final class TableUpdate {
  private static final int COPIED_BYTES = 1 << 20;
  private static final long SAVE_NANOS = 1_000_000_000;

  private final Path folder;
  private final Dataset dataset;
  private final TableInfo info;
  private final Embedder embedder;
  private final LoaderOptions options;

  TableUpdate(
      Path folder, Dataset dataset, TableInfo info, Embedder embedder, LoaderOptions options) {
    this.folder = folder;
    this.dataset = dataset;
    this.info = info;
    this.embedder = embedder;
    this.options = options;
  }

  /** How the table that is there differs; empty where it must be written anew. Writes nothing. */
  Optional<TableChanges> ifDone() throws IOException {
    if (UpdateProgress.exists(folder) || Files.exists(files().next(EmbeddingTable.INFO))) {
      return Optional.empty();
    }
    List<SkippedRow> skipped = TableInfo.skipped(there());
    UpdatePlan plan = UpdatePlan.of(dataset, known(), skipped);
    return plan.isDone(skipped) ? Optional.of(plan.changes()) : Optional.empty();
  }

  /** Writes the new table; only while the folder is locked. */
  TableChanges run(FeatureProgress progress) throws IOException {
    files().complete();
    List<SkippedRow> skipped = TableInfo.skipped(there());
    UpdatePlan plan = UpdatePlan.of(dataset, known(), skipped);
    if (!plan.isDone(skipped)) {
      int[] missing = plan.toCompute();
      Set<String> failed = Set.of();
      if (missing.length > 0) {
        failed = compute(missing, progress);
        plan = UpdatePlan.of(dataset, known(), skipped);
      }
      TableInfo merged = info.withImages(dataset.size()).withRows(plan.rows());
      merge(plan, merged);
      files().publish(merged, plan.skipped(failed), TableInfo.revision(there()) + 1);
    }
    TableChanges changes = plan.changes();
    UpdateProgress.delete(folder);
    RowLog.delete(folder);
    return changes;
  }

  private TableFiles files() {
    return new TableFiles(folder);
  }

  /** What {@code table.json} says; an empty object where there is none. */
  private JsonNode there() {
    Path file = files().now(EmbeddingTable.INFO);
    try {
      return Files.exists(file) ? Json.parse(InputFile.text(file)) : Json.object();
    } catch (JsonException e) {
      return Json.object();
    }
  }

  private KnownRows known() throws IOException {
    KnownRows known = new KnownRows();
    Path images = files().now(EmbeddingTable.IMAGES);
    if (Files.exists(images)) {
      known.add(InputFile.text(images), true);
    }
    if (UpdateProgress.exists(folder)) {
      known.add(logged(folder, UpdateProgress.read(folder).csvBytes()), false);
    }
    return known;
  }

  /** The lines of the log that count. */
  static String logged(Path folder, long csvBytes) throws IOException {
    byte[] all = Files.readAllBytes(folder.resolve(RowLog.IMAGES));
    int length = (int) Math.min(all.length, csvBytes);
    return new String(all, 0, length, StandardCharsets.UTF_8);
  }

  /** Appends rows to the log; returns the ids of images that cannot be decoded. */
  private Set<String> compute(int[] missing, FeatureProgress progress) throws IOException {
    UpdateProgress begun =
        UpdateProgress.exists(folder)
            ? UpdateProgress.read(folder)
            : UpdateProgress.none(info.withImages(dataset.size()));
    begun.save(folder);
    int[] rows = {begun.rows()};
    long[] saved = {System.nanoTime()};
    WatchedDataset images = new WatchedDataset(dataset);
    try (RowLog log = new RowLog(folder, info.shape(), begun.rows(), begun.csvBytes())) {
      try {
        return new Extraction(embedder, options)
                .run(
                    new Subset(images, missing, dataset.name()),
                    embedder.preprocessing().asView(),
                    0,
                    progress,
                    (batch, indices, next) -> {
                      try {
                        int[] originals =
                            Arrays.stream(indices).mapToInt(i -> missing[(int) i]).toArray();
                        log.append(images, batch, originals, true);
                        rows[0] += indices.length;
                        if (System.nanoTime() - saved[0] > SAVE_NANOS) {
                          save(log, rows[0]);
                          saved[0] = System.nanoTime();
                        }
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                    })
                .stream()
                .map(SkippedImage::id)
                .collect(Collectors.toSet());
      } finally {
        save(log, rows[0]);
      }
    }
  }

  private void save(RowLog log, int rows) throws IOException {
    new UpdateProgress(info.withImages(dataset.size()), rows, log.force()).save(folder);
  }

  /** Writes the new table beside the old one. */
  private void merge(UpdatePlan plan, TableInfo merged) throws IOException {
    TableFiles files = files();
    files.complete();
    int ofTable = plan.ofTable();
    Path vectors = files.next(EmbeddingTable.VECTORS);
    try (FileChannel out = create(vectors);
        FileChannel table = open(folder.resolve(EmbeddingTable.VECTORS), vectors);
        FileChannel log = open(folder.resolve(RowLog.VECTORS), vectors)) {
      RowLog.write(out, EmbeddingTableWriter.header(merged.shape()));
      int bytes = merged.shape().rowBytes();
      int most = Math.max(1, COPIED_BYTES / bytes);
      for (int i = 0; i < dataset.size(); ) {
        int from = plan.source(i);
        int count = 1;
        while (from >= 0
            && count < most
            && i + count < dataset.size()
            && plan.source(i + count) == from + count
            && (from < ofTable) == (from + count < ofTable)) {
          count++;
        }
        if (from >= ofTable) {
          copy(log, from - ofTable, count, bytes, out);
        } else if (from >= 0) {
          copy(table, from, count, bytes, out);
        }
        i += count;
      }
      out.force(true);
    }
    try (FileChannel out = create(files.next(EmbeddingTable.IMAGES))) {
      writeLines(plan, new BufferedOutputStream(Channels.newOutputStream(out)));
      out.force(true);
    }
  }

  private void writeLines(UpdatePlan plan, OutputStream out) throws IOException {
    out.write(ImageLines.HEADER.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < dataset.size(); i++) {
      if (plan.source(i) >= 0) {
        String line = ImageLines.line(dataset, i, plan.stamp(i));
        out.write(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    out.flush();
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  /** For reading; another file where there is none, of which nothing will be read. */
  private static FileChannel open(Path file, Path other) throws IOException {
    return FileChannel.open(Files.exists(file) ? file : other, StandardOpenOption.READ);
  }

  private static void copy(FileChannel from, int row, int count, int bytes, FileChannel out)
      throws IOException {
    ByteBuffer rows = ByteBuffer.allocate(count * bytes);
    long at = EmbeddingTableWriter.HEADER_BYTES + (long) row * bytes;
    while (rows.hasRemaining()) {
      int read = from.read(rows, at + rows.position());
      if (read < 0) {
        throw new IOException("the table has fewer rows than its list");
      }
    }
    RowLog.write(out, rows.flip());
  }
}
