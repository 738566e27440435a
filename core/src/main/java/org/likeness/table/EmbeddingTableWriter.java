package org.likeness.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.likeness.augment.Views;
import org.likeness.data.Dataset;
import org.likeness.data.WatchedDataset;
import org.likeness.data.load.Loader;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.features.Embedder;
import org.likeness.features.Extraction;
import org.likeness.features.FeatureProgress;
import org.likeness.io.AtomicFile;
import org.likeness.io.ElementType;
import org.likeness.io.EmptyFolder;
import org.likeness.io.FolderLock;
import org.likeness.io.Json;
import org.likeness.io.SafeTensors;

/**
 * Writes an {@link EmbeddingTable} batch by batch. While it is written the folder contains {@code
 * vectors.part}, {@code images.part} and {@code progress.json}, which includes the content of
 * {@code table.json}; after a kill, writing continues from the last complete batch, and the
 * finished table is bit-equal to one written without an interruption (same machine, same threads).
 * A table of a data set that changed is brought up to date ({@link TableUpdate}). A {@link
 * FolderLock} keeps other processes from writing to the folder meanwhile.
 */
public final class EmbeddingTableWriter {
  static final int HEADER_BYTES = 256;

  /**
   * A killed writer loses the rows of the last second; shorter intervals would slow down the
   * writing.
   */
  private static final long SAVE_NANOS = 1_000_000_000;

  private final Path folder;
  private final Embedder embedder;
  private final String encoderHash;
  private final LoaderOptions options;
  private final boolean half;
  private final Optional<String> encoder;

  /**
   * A writer for one folder, which need not exist.
   *
   * @param encoderHash hash of the embedder's encoder
   * @param options the batch size is part of the table: rows computed in other batches can differ
   *     in their last bits
   * @param half true for two bytes per value instead of four
   */
  public EmbeddingTableWriter(
      Path folder, Embedder embedder, String encoderHash, LoaderOptions options, boolean half) {
    this(folder, embedder, encoderHash, options, half, Optional.empty());
  }

  private EmbeddingTableWriter(
      Path folder,
      Embedder embedder,
      String encoderHash,
      LoaderOptions options,
      boolean half,
      Optional<String> encoder) {
    this.folder = requireNonNull(folder, "folder is null");
    this.embedder = requireNonNull(embedder, "embedder is null");
    this.encoderHash = requireNonNull(encoderHash, "encoderHash is null");
    this.options = requireNonNull(options, "options is null");
    this.half = half;
    this.encoder = encoder;
  }

  /**
   * The same writer, whose table says where its encoder is.
   *
   * @param fileOrRun the encoder's file, or its run
   */
  public EmbeddingTableWriter encoderAt(Path fileOrRun) {
    String path = fileOrRun.toAbsolutePath().normalize().toString();
    return new EmbeddingTableWriter(
        folder, embedder, encoderHash, options, half, Optional.of(path));
  }

  /**
   * Writes the table of a data set, or the missing part of it. If the data set changed since the
   * table was written, the table is brought up to date: rows of images that are the same, also
   * under another id, are copied, others are computed. Nothing is computed if nothing changed.
   *
   * @param data the data set as the user named it, stored in the table
   * @throws InputException if the folder contains the table of another encoder or data set, or
   *     other files, or another process is writing to it
   * @throws RunException if the table cannot be written
   * @throws java.util.concurrent.CancellationException if {@code progress} cancels it; call again
   *     to continue
   */
  public EmbeddingTable write(Dataset dataset, String data, FeatureProgress progress) {
    return update(dataset, data, progress).table();
  }

  /** As {@link #write}, with what became of the table that was there. */
  public WrittenTable update(Dataset dataset, String data, FeatureProgress progress) {
    TableInfo info = info(dataset, data);
    Loader.requireMemory(Views.of(embedder.preprocessing().asView()), options);
    try {
      if (!isComplete() && !isBegun()) {
        EmptyFolder.require(folder); // before a lock is left in a folder of others
      }
      Files.createDirectories(folder);
      TableUpdate update = new TableUpdate(folder, dataset, info, embedder, options);
      Optional<TableChanges> changes = Optional.empty();
      if (isComplete() && !TableProgress.exists(folder)) {
        requireSame(EmbeddingTable.open(folder).info(), info);
        changes = update.ifDone();
      }
      if (changes.isEmpty()) {
        try (FolderLock lock = FolderLock.take(folder, "the embedding table", "folder")) {
          AtomicFile.removeLeftovers(folder);
          changes = locked(dataset, info, update, progress);
        }
      }
      return new WrittenTable(EmbeddingTable.open(folder), changes);
    } catch (IOException e) {
      throw failed(e);
    } catch (UncheckedIOException e) {
      throw failed(requireNonNull(e.getCause()));
    }
  }

  private Optional<TableChanges> locked(
      Dataset dataset, TableInfo info, TableUpdate update, FeatureProgress progress)
      throws IOException {
    boolean wasComplete = isComplete();
    if (wasComplete) {
      TableProgress.delete(folder); // killed just before it was
      requireSame(EmbeddingTable.open(folder).info(), info);
    } else if (TableProgress.exists(folder)) {
      putBack(EmbeddingTable.VECTORS, RowLog.VECTORS);
      putBack(EmbeddingTable.IMAGES, RowLog.IMAGES);
      TableProgress there = TableProgress.read(folder);
      requireSame(there.info(), info);
      if (!isBegun(dataset, there)) {
        // The data set is another one than when the table was begun: keep the rows that still fit.
        new UpdateProgress(there.info(), there.rows(), there.csvBytes()).save(folder);
        TableProgress.delete(folder);
      }
    } else if (UpdateProgress.exists(folder)) {
      requireSame(UpdateProgress.read(folder).info(), info);
    }
    if (!wasComplete && !UpdateProgress.exists(folder)) {
      complete(dataset, info, true, progress);
      return Optional.empty();
    }
    TableChanges changes = update.run(progress);
    return wasComplete ? Optional.of(changes) : Optional.empty();
  }

  /** Whether the rows that are there are those of the first images of a data set. */
  private boolean isBegun(Dataset dataset, TableProgress there) throws IOException {
    if (there.info().shape().images() != dataset.size()) {
      return false;
    }
    if (there.rows() == 0) {
      return true;
    }
    String lines = TableUpdate.logged(folder, there.csvBytes());
    List<TableImage> images = ImageLines.read(lines);
    List<ImageStamp> stamps = ImageLines.stamps(lines);
    for (int row = 0; row < images.size(); row++) {
      TableImage image = images.get(row);
      ImageStamp stamp = stamps.get(row);
      if (!dataset.info(image.index()).id().equals(image.id())
          || !stamp.isSame(stamp.now(dataset, image.index()))) {
        return false;
      }
    }
    return true;
  }

  private boolean isBegun() {
    return TableProgress.exists(folder) || UpdateProgress.exists(folder);
  }

  private TableInfo info(Dataset dataset, String data) {
    return new TableInfo(
        encoderHash,
        embedder.kind(),
        embedder.preprocessing(),
        data,
        options.batch(),
        new TableShape(dataset.size(), 0, embedder.dimension(), half),
        encoder);
  }

  /** The table of a data set if it is there and complete; nothing is written. */
  public Optional<EmbeddingTable> complete(Dataset dataset, String data) {
    return complete(info(dataset, data));
  }

  private Optional<EmbeddingTable> complete(TableInfo info) {
    if (!isComplete()) {
      return Optional.empty();
    }
    try {
      return Optional.of(EmbeddingTable.open(folder)).filter(there -> there.info().sameAs(info));
    } catch (InputException e) { // damaged
      return Optional.empty();
    }
  }

  /**
   * As {@link #write}, for tables that can be computed again: what is damaged, or of another
   * encoder or data set, is removed first, whatever the folder contains.
   *
   * @return empty if another process is writing to the folder
   */
  public Optional<EmbeddingTable> replace(Dataset dataset, String data, FeatureProgress progress) {
    TableInfo info = info(dataset, data);
    try {
      Files.createDirectories(folder);
      Optional<FolderLock> lock = FolderLock.tryTake(folder);
      if (lock.isEmpty()) {
        return Optional.empty();
      }
      try (FolderLock held = lock.get()) {
        if (complete(info).isEmpty()) {
          if (!isBegun(info)) {
            TableFolder.clear(folder);
          }
          complete(dataset, info, false, progress);
        }
      }
      return Optional.of(EmbeddingTable.open(folder));
    } catch (IOException e) {
      throw failed(e);
    } catch (UncheckedIOException e) {
      throw failed(requireNonNull(e.getCause()));
    }
  }

  /** Whether the folder has a part of this table and no other. */
  private boolean isBegun(TableInfo info) {
    try {
      return !isComplete()
          && TableProgress.exists(folder)
          && TableProgress.read(folder).info().sameAs(info);
    } catch (InputException e) { // damaged
      return false;
    }
  }

  private boolean isComplete() {
    return new TableFiles(folder).exist();
  }

  /** Writes what is missing; no row if another process has completed it, or was killed then. */
  private void complete(Dataset dataset, TableInfo info, boolean stamped, FeatureProgress progress)
      throws IOException {
    if (!isComplete()) {
      int rows = append(dataset, begin(info), stamped, progress);
      finish(info.withRows(rows), stamped ? skipped(dataset) : List.of());
    }
    TableProgress.delete(folder);
  }

  /** The images that got no row. */
  private List<SkippedRow> skipped(Dataset dataset) throws IOException {
    BitSet there = new BitSet();
    ImageLines.read(TableUpdate.logged(folder, Long.MAX_VALUE))
        .forEach(image -> there.set(image.index()));
    return IntStream.range(0, dataset.size())
        .filter(i -> !there.get(i))
        .mapToObj(i -> new SkippedRow(dataset.info(i).id(), ImageStamp.of(dataset, i)))
        .toList();
  }

  /**
   * Number of rows in the folder, of a complete or an incomplete table.
   *
   * @throws InputException if the table, or its progress, is damaged
   */
  public int rowsThere() {
    if (isComplete()) {
      return EmbeddingTable.open(folder).size();
    }
    if (UpdateProgress.exists(folder)) {
      return UpdateProgress.read(folder).rows();
    }
    return TableProgress.exists(folder) ? TableProgress.read(folder).rows() : 0;
  }

  private RunException failed(IOException e) {
    return new RunException(
        "the embedding table "
            + folder
            + " cannot be written: "
            + FileReason.of(e)
            + "; free some space and run it again to continue",
        e);
  }

  private void requireSame(TableInfo there, TableInfo wanted) {
    if (!there.encoderHash().equals(wanted.encoderHash())) {
      throw EmbeddingTable.otherEncoder(folder, there.encoderHash(), wanted.encoderHash());
    }
    if (!there.sameButImages(wanted)) {
      throw new InputException(
          "%s contains another table, with %s: choose another folder, or delete this one"
              .formatted(folder, there.differences(wanted)));
    }
  }

  /**
   * Where to continue; an empty table is started if there is nothing. Hidden files may be there, of
   * a writer that was killed before it wrote its progress.
   */
  private TableProgress begin(TableInfo info) throws IOException {
    if (TableProgress.exists(folder)) {
      TableProgress there = TableProgress.read(folder);
      requireSame(there.info(), info);
      return there;
    }
    EmptyFolder.require(folder);
    TableProgress none = TableProgress.none(info);
    none.save(folder);
    return none;
  }

  /** Writes the missing rows; returns the number of all. */
  private int append(Dataset dataset, TableProgress from, boolean stamped, FeatureProgress progress)
      throws IOException {
    // Killed while the files were being renamed: undo that.
    putBack(EmbeddingTable.VECTORS, RowLog.VECTORS);
    putBack(EmbeddingTable.IMAGES, RowLog.IMAGES);
    WatchedDataset watched = new WatchedDataset(dataset);
    try (RowLog log = new RowLog(folder, from.info().shape(), from.rows(), from.csvBytes())) {
      TableProgress[] done = {from};
      int[] batches = {from.nextBatch()};
      int[] rows = {0};
      long[] saved = {System.nanoTime()};
      try {
        new Extraction(embedder, options)
            .run(
                watched,
                embedder.preprocessing().asView(),
                from.nextBatch(),
                progress,
                (batch, indices, next) -> {
                  try {
                    int[] images = Arrays.stream(indices).mapToInt(Math::toIntExact).toArray();
                    log.append(watched, batch, images, stamped);
                    batches[0] = next;
                    rows[0] += images.length;
                    if (System.nanoTime() - saved[0] > SAVE_NANOS) {
                      from.upTo(next, rows[0], log.force()).save(folder);
                      saved[0] = System.nanoTime();
                    }
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
      } finally {
        done[0] = from.upTo(batches[0], rows[0], log.force());
        done[0].save(folder);
      }
      return done[0].rows();
    }
  }

  private void putBack(String complete, String part) throws IOException {
    if (Files.exists(folder.resolve(complete)) && !Files.exists(folder.resolve(part))) {
      Files.move(folder.resolve(complete), folder.resolve(part));
    }
  }

  /**
   * Writes the header before the vectors and renames all files; {@code table.json} is written last
   * and marks the table as complete.
   */
  private void finish(TableInfo info, List<SkippedRow> skipped) throws IOException {
    try (FileChannel vectors =
        FileChannel.open(folder.resolve(RowLog.VECTORS), StandardOpenOption.WRITE)) {
      RowLog.write(vectors, header(info.shape()));
    }
    AtomicFile.move(folder.resolve(RowLog.VECTORS), folder.resolve(EmbeddingTable.VECTORS));
    AtomicFile.move(folder.resolve(RowLog.IMAGES), folder.resolve(EmbeddingTable.IMAGES));
    AtomicFile.replace(folder.resolve(EmbeddingTable.INFO), Json.indented(info.json(skipped, 0)));
  }

  /** The header of {@code vectors.safetensors}: the same length for every shape. */
  static ByteBuffer header(TableShape shape) {
    ElementType type = shape.half() ? ElementType.F16 : ElementType.F32;
    return SafeTensors.matrixHeader("vectors", type, shape.rows(), shape.dimension(), HEADER_BYTES);
  }
}
