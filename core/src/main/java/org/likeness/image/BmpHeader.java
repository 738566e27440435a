package org.likeness.image;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * BMP: the sizes are in the header behind the file's own 14 bytes, as 16 bits in OS/2's form (12
 * bytes), else as 32.
 */
final class BmpHeader {
  private static final int OS2 = 12;
  private static final int WINDOWS = 40;
  private static final int LARGEST = 1024;

  private BmpHeader() {}

  /** Reads from behind the signature. */
  static ParsedHeader read(DataInputStream in) throws IOException {
    in.skipNBytes(12); // file size, reserved, offset of the pixels
    int headerSize = Integer.reverseBytes(in.readInt());
    if (headerSize == OS2) {
      int width = Short.reverseBytes(in.readShort()) & 0xFFFF;
      return new ParsedHeader(
          Format.BMP, width, Short.reverseBytes(in.readShort()) & 0xFFFF, 1, false);
    }
    if (headerSize < WINDOWS || headerSize > LARGEST) {
      throw new HeaderParser.BadHeader("a BMP header of " + headerSize + " bytes is not known");
    }
    int width = Integer.reverseBytes(in.readInt());
    int height = Integer.reverseBytes(in.readInt()); // negative where rows run from the top
    return new ParsedHeader(Format.BMP, width, Math.abs(height), 1, false);
  }

  /** True where all rows are there; of a compressed image only its reader can tell. */
  static boolean isComplete(byte[] file) {
    if (file.length < 14 + OS2) {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean os2 = header.getInt(14) == OS2;
    if (!os2 && file.length < 14 + WINDOWS) {
      return false;
    }
    int compression = os2 ? 0 : header.getInt(30);
    if (compression != 0 && compression != 3) {
      return true;
    }
    long width = os2 ? header.getShort(18) & 0xFFFF : header.getInt(18);
    long height = os2 ? header.getShort(20) & 0xFFFF : Math.abs((long) header.getInt(22));
    long bits = header.getShort(os2 ? 24 : 28);
    return Integer.toUnsignedLong(header.getInt(10)) + (width * bits + 31) / 32 * 4 * height
        <= file.length;
  }
}
