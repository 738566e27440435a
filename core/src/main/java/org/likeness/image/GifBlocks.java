package org.likeness.image;

/** GIF 89a: where the first image is, and whether all of it is there. */
final class GifBlocks {
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;

  private GifBlocks() {}

  /** True where the pixels of the first image end before the file does. */
  static boolean isComplete(byte[] file) {
    int at = 13;
    if (file.length < at) {
      return false;
    }
    at += palette(file[10]);
    while (at < file.length) {
      int block = file[at] & 0xFF;
      if (block == EXTENSION) {
        at = pastSubBlocks(file, at + 2);
      } else if (block == IMAGE && at + 10 < file.length) {
        // descriptor of 10 bytes, its palette, one byte of code size, then the pixels
        return pastSubBlocks(file, at + 10 + palette(file[at + 9]) + 1) <= file.length;
      } else {
        return false;
      }
    }
    return false;
  }

  private static int palette(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  /**
   * The place behind a chain of sub-blocks; more than the file's length where the chain does not
   * end.
   */
  private static int pastSubBlocks(byte[] file, int at) {
    while (at < file.length) {
      int length = file[at] & 0xFF;
      at += length + 1;
      if (length == 0) {
        return at;
      }
    }
    return file.length + 1;
  }
}
