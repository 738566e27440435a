package org.likeness.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.io.Json;
import org.likeness.io.JsonException;

/**
 * Vectors of a data set in a folder. The file is memory-mapped, so vectors are loaded only when
 * they are accessed.
 *
 * <p>The folder, format version 1:
 *
 * <ul>
 *   <li>{@code vectors.safetensors}: one tensor {@code vectors}, {@code [n, d]}, F32 or F16, after
 *       a header of 256 bytes;
 *   <li>{@code images.csv}: {@code index,id,label,attributes,content,bytes,modified}, line i + 1
 *       for row i; attributes as a JSON object, or empty; a hash of the image's content, its size
 *       and the time of its last change in nanoseconds since 1970, each empty where unknown (and
 *       missing in older tables);
 *   <li>{@code table.json}: {@code format}, {@code format_version}, {@code encoder_hash}, {@code
 *       features} (head, backbone, pixels), {@code preprocessing} (resize, size, mean, std), {@code
 *       data}, {@code batch}, {@code images}, {@code count} (n), {@code dimension} (d), {@code
 *       half}, {@code skipped} (images without a row), {@code revision} (how often it was brought
 *       up to date). Written last: without it a table is not complete.
 * </ul>
 *
 * Immutable and thread-safe.
 */
public final class EmbeddingTable {
  static final String INFO = "table.json";
  static final String VECTORS = "vectors.safetensors";
  static final String IMAGES = "images.csv";
  private static final long LARGEST_MAP = 1L << 30;

  /** How often a table is opened that is being replaced. */
  private static final int ATTEMPTS = 100;

  private final TableInfo info;
  private final List<TableImage> images;
  private final MappedByteBuffer[] maps;
  private final int rowsPerMap;

  private EmbeddingTable(
      TableInfo info, List<TableImage> images, MappedByteBuffer[] maps, int rowsPerMap) {
    this.info = info;
    this.images = images;
    this.maps = maps;
    this.rowsPerMap = rowsPerMap;
  }

  /**
   * Opens a table.
   *
   * @throws InputException if the folder is not a complete table, or cannot be read
   */
  public static EmbeddingTable open(Path folder) {
    return open(folder, LARGEST_MAP);
  }

  /** With fewer bytes in each map. */
  static EmbeddingTable open(Path folder, long largestMap) {
    TableFiles files = new TableFiles(folder);
    for (int attempt = 1; ; attempt++) {
      String before = infoOf(folder, files);
      Optional<InputException> failure = Optional.empty();
      Optional<EmbeddingTable> table = Optional.empty();
      try {
        table = Optional.of(open(folder, files, before, largestMap));
      } catch (InputException e) {
        failure = Optional.of(e);
      }
      // A writer may have put another table in place meanwhile: what was read counts if it did not.
      if (attempt == ATTEMPTS || before.equals(infoOf(folder, files))) {
        return table.orElseThrow(failure::orElseThrow);
      }
    }
  }

  private static String infoOf(Path folder, TableFiles files) {
    if (!files.exist()) {
      boolean begun = TableProgress.exists(folder) || UpdateProgress.exists(folder);
      throw new InputException(
          folder
              + (begun
                  ? " is an incomplete embedding table: run the same embed command again to complete it"
                  : " is not an embedding table: it has no " + INFO));
    }
    for (int attempt = 1; ; attempt++) {
      Path file = files.now(INFO);
      try {
        return InputFile.text(file);
      } catch (InputException e) {
        if (attempt == ATTEMPTS || Files.exists(file)) {
          throw e;
        }
      }
    }
  }

  private static EmbeddingTable open(Path folder, TableFiles files, String json, long largestMap) {
    String lines = InputFile.text(files.now(IMAGES));
    Path vectors = files.now(VECTORS);
    InputFile.require(vectors);
    try {
      TableInfo info = TableInfo.of(Json.parse(json));
      List<TableImage> images = ImageLines.read(lines);
      if (images.size() != info.shape().rows()) {
        throw new IllegalArgumentException(
            IMAGES + " has " + images.size() + " lines for " + info.shape().rows() + " vectors");
      }
      int rowsPerMap = Math.toIntExact(Math.max(1, largestMap / info.shape().rowBytes()));
      return new EmbeddingTable(info, images, map(vectors, info.shape(), rowsPerMap), rowsPerMap);
    } catch (JsonException e) {
      throw unreadable(folder, INFO + " is " + e.getMessage(), e);
    } catch (IllegalArgumentException | InputException e) {
      throw unreadable(folder, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw InputFile.unreadable(vectors, e);
    }
  }

  private static InputException unreadable(Path folder, String reason, Exception e) {
    return new InputException(
        folder
            + " cannot be read as an embedding table: "
            + reason
            + "; delete the folder and embed the data again",
        e);
  }

  /** As {@link #open(Path)}, but throws if the table is of another encoder. */
  public static EmbeddingTable open(Path folder, String encoderHash) {
    EmbeddingTable table = open(folder);
    if (!table.info.encoderHash().equals(encoderHash)) {
      throw otherEncoder(folder, table.info.encoderHash(), encoderHash);
    }
    return table;
  }

  static InputException otherEncoder(Path folder, String there, String asked) {
    return new InputException(
        folder
            + " was written by another encoder (hash "
            + there
            + ", not "
            + asked
            + "), whose vectors cannot be compared: embed the"
            + " data with this encoder into another folder");
  }

  private static MappedByteBuffer[] map(Path file, TableShape shape, int rowsPerMap)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long expected = EmbeddingTableWriter.HEADER_BYTES + (long) shape.rows() * shape.rowBytes();
      ByteBuffer header = ByteBuffer.allocate(EmbeddingTableWriter.HEADER_BYTES);
      channel.read(header);
      if (channel.size() != expected || !header.flip().equals(EmbeddingTableWriter.header(shape))) {
        throw new IllegalArgumentException(VECTORS + " does not match " + INFO);
      }
      MappedByteBuffer[] maps =
          new MappedByteBuffer[(int) ((shape.rows() + (long) rowsPerMap - 1) / rowsPerMap)];
      for (int i = 0; i < maps.length; i++) {
        long rows = Math.min(rowsPerMap, shape.rows() - (long) i * rowsPerMap);
        long from = EmbeddingTableWriter.HEADER_BYTES + (long) i * rowsPerMap * shape.rowBytes();
        maps[i] = channel.map(FileChannel.MapMode.READ_ONLY, from, rows * shape.rowBytes());
        maps[i].order(ByteOrder.LITTLE_ENDIAN);
      }
      return maps;
    }
  }

  public TableInfo info() {
    return info;
  }

  /** Number of vectors. */
  public int size() {
    return info.shape().rows();
  }

  /** Dimension of the vectors. */
  public int dimension() {
    return info.shape().dimension();
  }

  /** The image of each row. */
  public List<TableImage> images() {
    return images;
  }

  /**
   * Copies rows into a float tensor of the caller's scope.
   *
   * @return {@code [count, d]}
   */
  public Tensor rows(int from, int count) {
    java.util.Objects.checkFromIndexSize(from, count, size());
    ScalarType type = info.shape().half() ? ScalarType.Half : ScalarType.Float;
    try (TensorOptions options = new TensorOptions(type)) {
      Tensor rows = torch.empty(new long[] {count, dimension()}, options, null);
      BytePointer memory = new BytePointer(rows.data_ptr());
      int bytes = info.shape().rowBytes();
      for (int row = from; row < from + count; ) {
        int inMap = row % rowsPerMap;
        int some = Math.min(from + count - row, rowsPerMap - inMap);
        long at = (long) (row - from) * bytes;
        memory
            .position(at)
            .limit(at + (long) some * bytes)
            .asByteBuffer()
            .put(maps[row / rowsPerMap].slice(inMap * bytes, some * bytes));
        row += some;
      }
      return info.shape().half() ? rows.to(ScalarType.Float) : rows;
    }
  }

  /** All rows as a float tensor of the caller's scope, {@code [n, d]}. */
  public Tensor vectors() {
    return rows(0, size());
  }
}
