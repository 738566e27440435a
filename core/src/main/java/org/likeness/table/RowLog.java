package org.likeness.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.data.WatchedDataset;
import org.likeness.error.InputException;

/**
 * The rows of a table that is being written: {@code vectors.part}, with room for the header, and
 * {@code images.part}. Both only grow; a progress file says how much of them counts.
 */
final class RowLog implements AutoCloseable {
  static final String VECTORS = "vectors.part";
  static final String IMAGES = "images.part";

  private final Path folder;
  private final TableShape shape;
  private final FileChannel vectors;
  private final FileChannel list;

  /**
   * Opens both at exactly what counts: anything after that, from a killed writer, is removed.
   *
   * @param rows vectors that count
   * @param csvBytes bytes of the list that count; the header at least
   */
  RowLog(Path folder, TableShape shape, int rows, long csvBytes) throws IOException {
    this.folder = folder;
    this.shape = shape;
    this.vectors =
        cut(
            VECTORS,
            EmbeddingTableWriter.HEADER_BYTES + (long) rows * shape.rowBytes(),
            ByteBuffer.allocate(EmbeddingTableWriter.HEADER_BYTES));
    try {
      ByteBuffer header = ByteBuffer.wrap(ImageLines.HEADER.getBytes(StandardCharsets.UTF_8));
      this.list = cut(IMAGES, csvBytes, header);
    } catch (IOException | RuntimeException e) {
      vectors.close();
      throw e;
    }
  }

  /**
   * @param beginning what an empty file gets
   */
  private FileChannel cut(String name, long length, ByteBuffer beginning) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (length <= beginning.remaining()) {
        channel.truncate(0);
        write(channel, beginning);
      } else if (channel.size() >= length) {
        channel.truncate(length);
      } else {
        throw new InputException(
            folder.resolve(name)
                + " is shorter than its progress says: delete the folder and start again");
      }
      return channel.position(channel.size());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Appends the rows of a batch.
   *
   * @param batch {@code [B, d]}
   * @param images that were loaded for it
   * @param indices of its images in the data set
   * @param stamped whether the images are stamped, for which they are read again
   */
  void append(WatchedDataset images, Tensor batch, int[] indices, boolean stamped)
      throws IOException {
    Tensor numbers = shape.half() ? batch.to(ScalarType.Half) : batch;
    BytePointer memory = new BytePointer(numbers.data_ptr());
    write(vectors, memory.capacity(numbers.nbytes()).asByteBuffer());
    StringBuilder lines = new StringBuilder();
    for (int index : indices) {
      ImageStamp stamp = stamped ? ImageStamp.ofLoaded(images, index) : ImageStamp.NONE;
      lines.append(ImageLines.line(images, index, stamp));
    }
    write(list, ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** Forces what was appended to the disk; returns the bytes of the list. */
  long force() throws IOException {
    vectors.force(false);
    list.force(false);
    return list.position();
  }

  static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Removes both files. */
  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(VECTORS));
    Files.deleteIfExists(folder.resolve(IMAGES));
  }

  @Override
  public void close() throws IOException {
    try {
      vectors.close();
    } finally {
      list.close();
    }
  }
}
