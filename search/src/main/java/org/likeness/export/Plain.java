package org.likeness.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Values as Parquet's encodings PLAIN and BYTE_STREAM_SPLIT have them. */
final class Plain {
  private Plain() {}

  /** Four bytes, the lowest first. */
  static void writeInt(int value, ByteArrayOutputStream out) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.write(value >>> shift);
    }
  }

  /** The length of a text in UTF-8, and its bytes. */
  static void writeText(String text, ByteArrayOutputStream out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeInt(bytes.length, out);
    out.writeBytes(bytes);
  }

  /** First the lowest byte of all floats, then the second of all, and so on. */
  static byte[] split(float[] values) {
    byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    for (int i = 0; i < values.length; i++) {
      int bits = Float.floatToRawIntBits(values[i]);
      for (int b = 0; b < Float.BYTES; b++) {
        bytes[b * values.length + i] = (byte) (bits >>> b * Byte.SIZE);
      }
    }
    return bytes;
  }
}
