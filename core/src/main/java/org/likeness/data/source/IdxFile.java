package org.likeness.data.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;

/**
 * The IDX format of MNIST: two zero bytes, the type (8 for unsigned bytes), the number of
 * dimensions, then each dimension as a big-endian int, then the values. A {@code .gz} is unpacked
 * into memory (47 MB for the largest file), a plain file is mapped.
 *
 * <p>Written here: it is a short header and plain bytes.
 *
 * @param records the values, one record for each index of the first dimension
 * @param dimensions at least one
 */
@SuppressWarnings("ArrayRecordComponent") // package-private, never compared
record IdxFile(Records records, int[] dimensions) {
  private static final int MOST = 1 << 30;

  /** Reads {@code folder/name}, or {@code folder/name.gz}. */
  static IdxFile read(Path folder, String name, int rank) {
    Path plain = folder.resolve(name);
    Path packed = folder.resolve(name + ".gz");
    boolean isPacked = !Files.exists(plain);
    Path file = isPacked ? packed : plain;
    if (isPacked && !Files.exists(packed)) {
      throw new InputException(
          "there is no file "
              + plain
              + " and no "
              + packed.getFileName()
              + " beside it, and the data set needs one");
    }
    InputFile.require(file);
    try {
      return isPacked ? unpack(file, rank) : map(file, rank);
    } catch (EOFException | ZipException e) {
      throw new InputException(
          file + " is truncated or damaged (" + e.getMessage() + "); download it again", e);
    } catch (IOException e) {
      throw InputException.unreadable(file, e);
    }
  }

  private static IdxFile unpack(Path file, int rank) throws IOException {
    byte[] bytes;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
      bytes = in.readNBytes(MOST);
    }
    int[] dimensions = dimensions(file, ByteBuffer.wrap(bytes), rank, bytes.length);
    return new IdxFile(Records.of(bytes, header(rank), record(dimensions)), dimensions);
  }

  private static IdxFile map(Path file, int rank) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(header(rank));
    }
    int[] dimensions = dimensions(file, ByteBuffer.wrap(start), rank, Files.size(file));
    return new IdxFile(
        Records.map(file, header(rank), record(dimensions), dimensions[0]), dimensions);
  }

  private static int[] dimensions(Path file, ByteBuffer start, int rank, long size) {
    if (size < header(rank)) {
      throw new InputException(
          file
              + " is truncated: it has "
              + size
              + " bytes, fewer than the "
              + header(rank)
              + " of its header; download it again");
    }
    int expectedMagic = 0x800 + rank;
    int magic = start.getInt();
    if (magic != expectedMagic) {
      throw new InputException(
          String.format(
              "%s is not an IDX file of bytes in %d dimensions: it begins with %08x, expected %08x; download it again",
              file, rank, magic, expectedMagic));
    }
    int[] dimensions = new int[rank];
    long expected = 1;
    for (int i = 0; i < rank; i++) {
      dimensions[i] = start.getInt();
      if (dimensions[i] < 1 || expected > MOST / dimensions[i]) {
        throw new InputException(
            file
                + " is damaged: dimension "
                + i
                + " of its header is "
                + dimensions[i]
                + "; download it again");
      }
      expected *= dimensions[i];
    }
    expected += header(rank);
    if (expected != size) {
      throw new InputException(
          file
              + " is truncated or damaged: it has "
              + size
              + " bytes (unpacked), but its header announces "
              + expected
              + "; download it again");
    }
    return dimensions;
  }

  private static int header(int rank) {
    return 4 + 4 * rank;
  }

  private static int record(int[] dimensions) {
    int length = 1;
    for (int i = 1; i < dimensions.length; i++) {
      length *= dimensions[i];
    }
    return length;
  }
}
