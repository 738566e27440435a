package org.likeness.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** EXIF orientation (Exif 2.32, tag 0x0112): how stored pixels must be rotated to be upright. */
final class Orientation {
  private static final int TAG = 0x0112;
  private static final int SHORT = 3;

  private Orientation() {}

  /**
   * The orientation in a TIFF structure that begins at {@code offset}; 1 (upright) where there is
   * none or it is invalid.
   */
  static int fromExif(byte[] bytes, int offset) {
    if (bytes.length < offset + 8) {
      return 1;
    }
    ByteBuffer tiff = ByteBuffer.wrap(bytes, offset, bytes.length - offset).slice();
    int order = tiff.getShort(0);
    if (order == 0x4949) {
      tiff.order(ByteOrder.LITTLE_ENDIAN);
    } else if (order != 0x4D4D) {
      return 1;
    }
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > tiff.limit() - 2) {
      return 1;
    }
    int entries = tiff.getShort(directory) & 0xFFFF;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if (entry > tiff.limit() - 12) {
        return 1;
      }
      if ((tiff.getShort(entry) & 0xFFFF) == TAG && tiff.getShort(entry + 2) == SHORT) {
        int value = tiff.getShort(entry + 8);
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }

  /** True for the orientations that lay rows along columns. */
  static boolean swapsSides(int orientation) {
    return orientation >= 5;
  }

  /** Rotates stored pixels upright. */
  static Image apply(Image stored, int orientation) {
    if (orientation == 1) {
      return stored;
    }
    boolean swap = swapsSides(orientation);
    int width = swap ? stored.height() : stored.width();
    int height = swap ? stored.width() : stored.height();
    // The stored pixel seen at (x, y): sides swapped first, then mirrored where the orientation
    // says so.
    boolean fromRight =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean fromBelow =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    byte[] source = stored.rgb();
    byte[] turned = new byte[source.length];
    int out = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int storedX = swap ? y : x;
        int storedY = swap ? x : y;
        storedX = fromRight ? stored.width() - 1 - storedX : storedX;
        storedY = fromBelow ? stored.height() - 1 - storedY : storedY;
        int in = (storedY * stored.width() + storedX) * 3;
        turned[out++] = source[in];
        turned[out++] = source[in + 1];
        turned[out++] = source[in + 2];
      }
    }
    return new Image(width, height, turned);
  }
}
