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
      throw InputFile.unreadable(file, e);
    }
  }

  /** Reads as many bytes as the header announces, whatever else is packed. */
  private static IdxFile unpack(Path file, int rank) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
      byte[] start = in.readNBytes(header(rank));
      int[] dimensions = dimensions(file, start, rank);
      int announced = Math.multiplyExact(dimensions[0], record(dimensions));
      byte[] values = in.readNBytes(announced);
      long more = in.read() < 0 ? 0 : 1;
      requireSize(file, values.length + more, announced, rank);
      return new IdxFile(Records.of(values, 0, record(dimensions)), dimensions);
    }
  }

  private static IdxFile map(Path file, int rank) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(header(rank));
    }
    int[] dimensions = dimensions(file, start, rank);
    int announced = Math.multiplyExact(dimensions[0], record(dimensions));
    requireSize(file, Files.size(file) - header(rank), announced, rank);
    return new IdxFile(
        Records.map(file, header(rank), record(dimensions), dimensions[0]), dimensions);
  }

  private static int[] dimensions(Path file, byte[] start, int rank) {
    if (start.length < header(rank)) {
      throw new InputException(
          file
              + " is truncated: it has "
              + start.length
              + " bytes, fewer than the "
              + header(rank)
              + " of its header; download it again");
    }
    ByteBuffer header = ByteBuffer.wrap(start);
    int expectedMagic = 0x800 + rank;
    int magic = header.getInt();
    if (magic != expectedMagic) {
      throw new InputException(
          String.format(
              "%s is not an IDX file of bytes in %d dimensions: it begins with %08x, expected %08x; download it again",
              file, rank, magic, expectedMagic));
    }
    int[] dimensions = new int[rank];
    long values = 1;
    for (int i = 0; i < rank; i++) {
      dimensions[i] = header.getInt();
      if (dimensions[i] < 1 || values > MOST / dimensions[i]) {
        throw new InputException(
            file
                + " is damaged: dimension "
                + i
                + " of its header is "
                + dimensions[i]
                + "; download it again");
      }
      values *= dimensions[i];
    }
    return dimensions;
  }

  private static void requireSize(Path file, long values, int announced, int rank) {
    if (values != announced) {
      throw new InputException(
          file
              + " is truncated or damaged: it has "
              + (values > announced ? "more" : values + header(rank))
              + " bytes (unpacked), but its header announces "
              + (announced + (long) header(rank))
              + "; download it again");
    }
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
