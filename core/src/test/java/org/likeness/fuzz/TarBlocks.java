package org.likeness.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Headers of a tar (POSIX ustar): blocks of 512 bytes whose checksum is at byte 148. */
final class TarBlocks {
  private static final int BLOCK = 512;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int MAGIC = 257;

  private TarBlocks() {}

  /** Every block that looks like a header gets its checksum. */
  static byte[] repaired(byte[] tar) {
    byte[] repaired = tar.clone();
    for (int at = 0; at + BLOCK <= tar.length; at += BLOCK) {
      String magic = new String(tar, at + MAGIC, 5, StandardCharsets.ISO_8859_1);
      if (magic.equals("ustar")) {
        sum(repaired, at);
      }
    }
    return repaired;
  }

  /** The tar behind an extended header, which gives the first file another name and more. */
  static byte[] pax(byte[] tar) {
    byte[] records =
        (record("path", "renamed.0.png") + record("mtime", "1234567.5") + record("SCHILY.x", "y"))
            .getBytes(StandardCharsets.US_ASCII);
    byte[] blocks = new byte[2 * BLOCK];
    System.arraycopy(tar, 0, blocks, 0, BLOCK);
    Arrays.fill(blocks, 0, 100, (byte) 0);
    put(blocks, 0, "PaxHeader/x");
    put(blocks, 124, String.format(Locale.ROOT, "%011o", records.length));
    blocks[TYPE] = 'x';
    System.arraycopy(records, 0, blocks, BLOCK, records.length);
    sum(blocks, 0);
    return Mutator.replaced(tar, 0, 0, blocks);
  }

  /** A record begins with its own length, here of two digits. */
  private static String record(String key, String value) {
    String content = " " + key + "=" + value + "\n";
    return content.length() + 2 + content;
  }

  private static void sum(byte[] tar, int at) {
    Arrays.fill(tar, at + CHECKSUM, at + CHECKSUM + 8, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += tar[at + i] & 0xFF;
    }
    put(tar, at + CHECKSUM, String.format(Locale.ROOT, "%06o\0 ", sum));
  }

  private static void put(byte[] into, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }
}
