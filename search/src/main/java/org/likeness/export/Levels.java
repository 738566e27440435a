package org.likeness.export;

import java.io.ByteArrayOutputStream;

/**
 * Repetition or definition levels of one bit, in Parquet's run-length encoding: each run is a
 * varint of twice its length and a byte with the level.
 */
final class Levels {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int level;
  private int run;
  private int size;

  /** Appends a level {@code count} times. */
  void add(int value, int count) {
    if (value != level) {
      end();
      level = value;
    }
    run += count;
    size += count;
  }

  private void end() {
    if (run > 0) {
      int rest = run << 1;
      while ((rest & ~0x7F) != 0) {
        bytes.write(rest & 0x7F | 0x80);
        rest >>>= 7;
      }
      bytes.write(rest);
      bytes.write(level);
      run = 0;
    }
  }

  /** Number of levels. */
  int size() {
    return size;
  }

  /** The runs behind their length in four bytes, as a data page of version 1 has them. */
  void writeTo(ByteArrayOutputStream out) {
    end();
    Plain.writeInt(bytes.size(), out);
    out.writeBytes(bytes.toByteArray());
  }
}
