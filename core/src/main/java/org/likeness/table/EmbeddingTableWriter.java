package org.likeness.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.augment.Views;
import org.likeness.data.Dataset;
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
 * A {@link FolderLock} keeps other processes from writing to the folder meanwhile.
 */
public final class EmbeddingTableWriter {
  static final int HEADER_BYTES = 256;
  private static final String VECTORS = "vectors.part";
  private static final String IMAGES = "images.part";

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
    this.folder = requireNonNull(folder, "folder is null");
    this.embedder = requireNonNull(embedder, "embedder is null");
    this.encoderHash = requireNonNull(encoderHash, "encoderHash is null");
    this.options = requireNonNull(options, "options is null");
    this.half = half;
  }

  /**
   * Writes the table of a data set, or the missing part of it; nothing is computed if it is
   * complete.
   *
   * @param data the data set as the user named it, stored in the table
   * @throws InputException if the folder contains the table of another encoder or data set, or
   *     other files, or another process is writing to it
   * @throws RunException if the table cannot be written
   * @throws java.util.concurrent.CancellationException if {@code progress} cancels it; call again
   *     to continue
   */
  public EmbeddingTable write(Dataset dataset, String data, FeatureProgress progress) {
    TableInfo info = info(dataset, data);
    Loader.requireMemory(Views.of(embedder.preprocessing().asView()), options);
    try {
      if (!isComplete() && !TableProgress.exists(folder)) {
        EmptyFolder.require(folder); // before a lock is left in a folder of others
      }
      Files.createDirectories(folder);
      if (!isComplete() || TableProgress.exists(folder)) {
        try (FolderLock lock = FolderLock.take(folder, "the embedding table", "folder")) {
          AtomicFile.removeLeftovers(folder);
          complete(dataset, info, progress);
        }
      }
      EmbeddingTable table = EmbeddingTable.open(folder);
      requireSame(table.info(), info);
      return table;
    } catch (IOException e) {
      throw failed(e);
    } catch (UncheckedIOException e) {
      throw failed(requireNonNull(e.getCause()));
    }
  }

  private TableInfo info(Dataset dataset, String data) {
    return new TableInfo(
        encoderHash,
        embedder.kind(),
        embedder.preprocessing(),
        data,
        options.batch(),
        new TableShape(dataset.size(), 0, embedder.dimension(), half));
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
          complete(dataset, info, progress);
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
    return Files.exists(folder.resolve(EmbeddingTable.INFO));
  }

  /** Writes what is missing; no row if another process has completed it, or was killed then. */
  private void complete(Dataset dataset, TableInfo info, FeatureProgress progress)
      throws IOException {
    if (!isComplete()) {
      int rows = append(dataset, begin(info), progress);
      finish(info.withRows(rows));
    }
    TableProgress.delete(folder);
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
    if (!there.sameAs(wanted)) {
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
  private int append(Dataset dataset, TableProgress from, FeatureProgress progress)
      throws IOException {
    // Killed while the files were being renamed: undo that.
    putBack(EmbeddingTable.VECTORS, VECTORS);
    putBack(EmbeddingTable.IMAGES, IMAGES);
    try (FileChannel vectors =
            cut(VECTORS, HEADER_BYTES + (long) from.rows() * from.info().shape().rowBytes());
        FileChannel images = cut(IMAGES, from.nextBatch() == 0 ? 0 : from.csvBytes())) {
      if (from.nextBatch() == 0) {
        write(images, ByteBuffer.wrap(ImageLines.HEADER.getBytes(StandardCharsets.UTF_8)));
      }
      TableProgress[] done = {from};
      long[] saved = {System.nanoTime()};
      try {
        new Extraction(embedder, options)
            .run(
                dataset,
                embedder.preprocessing().asView(),
                from.nextBatch(),
                progress,
                (batch, indices, next) -> {
                  try {
                    appendBatch(dataset, batch, indices, vectors, images);
                    done[0] = done[0].upTo(next, indices.length, images.position());
                    if (System.nanoTime() - saved[0] > SAVE_NANOS) {
                      save(done[0], vectors, images);
                      saved[0] = System.nanoTime();
                    }
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
      } finally {
        save(done[0], vectors, images);
      }
      return done[0].rows();
    }
  }

  /** Saves the progress after its rows are on the disk. */
  private void save(TableProgress progress, FileChannel vectors, FileChannel images)
      throws IOException {
    vectors.force(false);
    images.force(false);
    progress.save(folder);
  }

  private void putBack(String complete, String part) throws IOException {
    if (Files.exists(folder.resolve(complete)) && !Files.exists(folder.resolve(part))) {
      Files.move(folder.resolve(complete), folder.resolve(part));
    }
  }

  private void appendBatch(
      Dataset dataset, Tensor batch, long[] indices, FileChannel vectors, FileChannel images)
      throws IOException {
    Tensor numbers = half ? batch.to(ScalarType.Half) : batch;
    BytePointer memory = new BytePointer(numbers.data_ptr());
    write(vectors, memory.capacity(numbers.nbytes()).asByteBuffer());
    StringBuilder lines = new StringBuilder();
    for (long index : indices) {
      lines.append(ImageLines.line(dataset, Math.toIntExact(index)));
    }
    write(images, ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Opens a part at exactly {@code length} bytes: anything after that, from a killed writer, is
   * removed.
   */
  private FileChannel cut(String name, long length) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.size() > length) {
        channel.truncate(length);
      } else if (channel.size() < length) {
        if (!name.equals(VECTORS) || length > HEADER_BYTES) {
          throw new InputException(
              folder.resolve(name)
                  + " is shorter than progress.json says: delete the folder and start again");
        }
        write(channel, ByteBuffer.allocate(Math.toIntExact(length)));
      }
      return channel.position(length);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Writes the header before the vectors and renames all files; {@code table.json} is written last
   * and marks the table as complete.
   */
  private void finish(TableInfo info) throws IOException {
    try (FileChannel vectors =
        FileChannel.open(folder.resolve(VECTORS), StandardOpenOption.WRITE)) {
      write(vectors, header(info.shape()));
    }
    AtomicFile.move(folder.resolve(VECTORS), folder.resolve(EmbeddingTable.VECTORS));
    AtomicFile.move(folder.resolve(IMAGES), folder.resolve(EmbeddingTable.IMAGES));
    AtomicFile.replace(folder.resolve(EmbeddingTable.INFO), Json.indented(info.json()));
  }

  /** The header of {@code vectors.safetensors}: the same length for every shape. */
  static ByteBuffer header(TableShape shape) {
    ElementType type = shape.half() ? ElementType.F16 : ElementType.F32;
    return SafeTensors.matrixHeader("vectors", type, shape.rows(), shape.dimension(), HEADER_BYTES);
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
