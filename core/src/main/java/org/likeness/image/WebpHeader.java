package org.likeness.image;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * WebP (RFC 9649): lossy {@code VP8}, lossless {@code VP8L}, or extended {@code VP8X}, whose EXIF
 * comes behind the pixels.
 */
final class WebpHeader {
  private static final int HAS_EXIF = 0x08;
  private static final int ANIMATED = 0x02;
  private static final int LARGEST_EXIF = 1 << 24;

  private WebpHeader() {}

  /** Reads from behind {@code RIFF....WEBP}. */
  static ParsedHeader read(DataInputStream in) throws IOException {
    String type = HeaderParser.text(chunkType(in), 0, 4);
    long length = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    return switch (type) {
      case "VP8 " -> lossy(in);
      case "VP8L" -> lossless(in);
      case "VP8X" -> extended(in, length);
      default ->
          throw new HeaderParser.BadHeader(
              "a WebP that begins with a chunk of type \"" + type + "\"");
    };
  }

  private static byte[] chunkType(DataInputStream in) throws IOException {
    byte[] type = new byte[4];
    in.readFully(type);
    return type;
  }

  private static ParsedHeader lossy(DataInputStream in) throws IOException {
    in.skipNBytes(6); // frame tag and start code
    int width = Short.reverseBytes(in.readShort()) & 0x3FFF;
    return new ParsedHeader(
        Format.WEBP, width, Short.reverseBytes(in.readShort()) & 0x3FFF, 1, true);
  }

  private static ParsedHeader lossless(DataInputStream in) throws IOException {
    in.skipNBytes(1); // signature
    int sizes = Integer.reverseBytes(in.readInt());
    return new ParsedHeader(
        Format.WEBP, (sizes & 0x3FFF) + 1, (sizes >>> 14 & 0x3FFF) + 1, 1, true);
  }

  private static ParsedHeader extended(DataInputStream in, long length) throws IOException {
    int flags = in.readUnsignedByte();
    in.skipNBytes(3);
    int width = threeBytes(in) + 1;
    int height = threeBytes(in) + 1;
    int orientation = 1;
    if ((flags & HAS_EXIF) != 0) {
      in.skipNBytes(Math.max(0, length - 10));
      orientation = exif(in);
    }
    return new ParsedHeader(Format.WEBP, width, height, orientation, (flags & ANIMATED) == 0);
  }

  private static int threeBytes(DataInputStream in) throws IOException {
    return in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
  }

  private static int exif(DataInputStream in) throws IOException {
    try {
      while (true) {
        String type = HeaderParser.text(chunkType(in), 0, 4);
        long length = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
        if (type.equals("EXIF") && length < LARGEST_EXIF) {
          byte[] data = in.readNBytes((int) length);
          boolean prefixed = data.length > 6 && HeaderParser.text(data, 0, 6).equals("Exif\0\0");
          return Orientation.fromExif(data, prefixed ? 6 : 0);
        }
        in.skipNBytes(length + (length & 1)); // chunks are padded to even lengths
      }
    } catch (EOFException e) {
      return 1; // only a beginning was given, or the flag is wrong: the size is known
    }
  }

  /** True where the file is as long as it says. */
  static boolean isComplete(byte[] file) {
    if (file.length < 12) {
      return false;
    }
    long said =
        Integer.toUnsignedLong(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(4)) + 8;
    return said <= file.length + 1L; // some writers leave out the last byte of padding
  }
}
