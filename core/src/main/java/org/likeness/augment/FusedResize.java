package org.likeness.augment;

import java.util.Arrays;
import org.likeness.image.Image;

/**
 * The resize of {@link FusedPixels}: rows first, then columns, 8 bits in between, and only what the
 * square needs. Loops that shall become vector instructions run over arrays that all begin at the
 * same index, and write one of them; the compiler does not vectorise other ones.
 */
final class FusedResize {
  private final AlongRows alongRows = new AlongRows();

  /** Resized rows of the part of the box that is needed: reds, greens, blues. */
  private int[][] between = new int[0][];

  private int[] sums = new int[0];

  /** Writes red, green and blue of the square, row after row, to three arrays. */
  void run(Image image, Framing framing, boolean flip, int[][] planes) {
    int size = framing.size();
    Taps rows = framing.rows();
    int top = rows.first[0];
    int needed = bottom(rows) - top;
    prepare(needed, size * 3);
    CropBox box = framing.box();
    int stride = image.width() * 3;
    alongRows.set(framing.columns(), flip);
    alongRows.run(
        image.rgb(),
        (box.top() + top) * stride + box.left() * 3,
        stride,
        box.width(),
        needed,
        between);
    for (int y = 0; y < size; y++) {
      acrossRows(rows, y, top, size * 3);
      for (int channel = 0; channel < 3; channel++) {
        System.arraycopy(sums, channel * size, planes[channel], y * size, size);
      }
    }
  }

  private void prepare(int rows, int length) {
    if (sums.length != length) {
      sums = new int[length];
      between = new int[0][];
    }
    if (between.length < rows) {
      int[][] more = new int[rows][];
      System.arraycopy(between, 0, more, 0, between.length);
      for (int y = between.length; y < rows; y++) {
        more[y] = new int[length];
      }
      between = more;
    }
  }

  private static int bottom(Taps rows) {
    int bottom = 0;
    for (int i = 0; i < rows.first.length; i++) {
      bottom = Math.max(bottom, rows.end(i));
    }
    return bottom;
  }

  private void acrossRows(Taps taps, int y, int top, int length) {
    int first = taps.first[y] - top;
    int w = taps.start[y];
    int[] weight = taps.weight;
    int count = taps.count[y];
    if (count == 1) {
      weigh(between[first], weight[w], sums, length);
    } else if (count == 2) {
      weigh(between[first], weight[w], between[first + 1], weight[w + 1], sums, length);
    } else {
      Arrays.fill(sums, 0, length, Taps.HALF);
      int tap = 0;
      for (; tap + 1 < count; tap += 2) {
        add(
            between[first + tap],
            weight[w + tap],
            between[first + tap + 1],
            weight[w + tap + 1],
            sums,
            length);
      }
      int last = tap < count ? weight[w + tap] : 0;
      finish(between[first + Math.min(tap, count - 1)], last, sums, length);
    }
  }

  private static void weigh(int[] row, int weight, int[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = clamp(Taps.HALF + weight * row[i] >> Taps.BITS);
    }
  }

  private static void weigh(
      int[] row, int weight, int[] next, int nextWeight, int[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = clamp(Taps.HALF + weight * row[i] + nextWeight * next[i] >> Taps.BITS);
    }
  }

  private static void add(
      int[] row, int weight, int[] next, int nextWeight, int[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] += weight * row[i] + nextWeight * next[i];
    }
  }

  private static void finish(int[] row, int weight, int[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = clamp(out[i] + weight * row[i] >> Taps.BITS);
    }
  }

  /** To [0, 255] by masks: comparisons would keep the loops from being vectorised. */
  static int clamp(int value) {
    return (value | 255 - value >> 31) & ~(value >> 31) & 255;
  }
}
