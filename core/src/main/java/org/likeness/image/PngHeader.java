package org.likeness.image;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/** PNG (W3C, third edition): chunks up to the first pixels. */
final class PngHeader {
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504C5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454E44;
  private static final int TRNS = 0x74524E53;
  private static final int ACTL = 0x6163544C;
  private static final int EXIF = 0x65584966;
  private static final int PALETTE = 1; // bit of the colour type
  private static final int LARGEST_EXIF = 1 << 24;
  private static final int SIGNATURE = 8;
  private static final int EMPTY_CHUNK = 12; // length, type, checksum

  private PngHeader() {}

  /** Reads from behind the signature. */
  static ParsedHeader read(DataInputStream in) throws IOException {
    if (in.readInt() != 13 || in.readInt() != IHDR) {
      throw new HeaderParser.BadHeader("a PNG that does not begin with its header");
    }
    int width = in.readInt();
    int height = in.readInt();
    int bits = in.readUnsignedByte();
    int colour = in.readUnsignedByte();
    in.skipNBytes(3 + 4); // compression, filter, interlace; checksum
    boolean plain = bits >= 8 && (colour & PALETTE) == 0 || colour == 2;
    int orientation = 1;
    while (true) {
      int length = in.read();
      if (length < 0) {
        break; // only a beginning was given: the size is known
      }
      length = length << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readInt();
      if (type == IDAT || type == IEND || length < 0) {
        break;
      }
      plain &= type != TRNS && type != ACTL;
      if (type == EXIF && length < LARGEST_EXIF) {
        orientation = Orientation.fromExif(in.readNBytes(length), 0);
        in.skipNBytes(4);
      } else {
        in.skipNBytes(length + 4L);
      }
    }
    return new ParsedHeader(Format.PNG, width, height, orientation, plain);
  }

  /**
   * The signature and the chunks that pixels are made of. About all others, such as a profile that
   * is not applied here, and about wrong checksums libpng writes to the error stream of the
   * process.
   *
   * @return empty where the checksum of one of these chunks is wrong, or the file ends within one
   */
  static Optional<byte[]> essential(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    ByteBuffer out = ByteBuffer.allocate(file.length).put(file, 0, SIGNATURE);
    CRC32 checksum = new CRC32();
    long at = SIGNATURE;
    while (at + EMPTY_CHUNK <= file.length) {
      int start = (int) at;
      int length = in.getInt(start);
      int type = in.getInt(start + 4);
      at += (long) EMPTY_CHUNK + length;
      if (length < 0 || at > file.length) {
        return Optional.empty();
      }
      if (type == IHDR || type == PLTE || type == IDAT || type == IEND) {
        checksum.reset();
        checksum.update(file, start + 4, 4 + length);
        if ((int) checksum.getValue() != in.getInt((int) at - 4)) {
          return Optional.empty();
        }
        out.put(file, start, EMPTY_CHUNK + length);
      }
      if (type == IEND) {
        return Optional.of(Arrays.copyOf(out.array(), out.position()));
      }
    }
    return Optional.empty();
  }

  /** True where the last chunk is there. */
  static boolean isComplete(byte[] file) {
    long at = 8;
    while (at + 8 <= file.length) {
      ByteBuffer chunk = ByteBuffer.wrap(file, (int) at, 8);
      int length = chunk.getInt();
      int type = chunk.getInt();
      if (type == IEND) {
        return true;
      }
      if (length < 0) {
        return false;
      }
      at += length + 12L;
    }
    return false;
  }
}
