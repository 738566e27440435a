package org.likeness.augment;

import java.util.Arrays;
import org.likeness.image.Image;

/**
 * The resize of {@link FusedPixels}: rows first, then columns, 8 bits in between, and only what the
 * square needs. Loops that shall become vector instructions run over arrays that all begin at the
 * same index; the compiler does not vectorise other ones.
 */
final class FusedResize {
  /** Resized rows of the part of the box that is needed: reds, greens, blues. */
  private int[][] between = new int[0][];

  private int[] sums = new int[0];

  /**
   * Taps of each result along a row, the byte at which they begin, and all first weights, then all
   * second ones, and so on.
   */
  private int width;

  private int[] positions = new int[0];
  private int[] weights = new int[0];

  /** Writes red, green and blue of the square, row after row, to three arrays. */
  void run(Image image, Framing framing, boolean flip, int[][] planes) {
    int size = framing.size();
    Taps columns = framing.columns();
    Taps rows = framing.rows();
    int top = rows.first[0];
    int needed = bottom(rows) - top;
    prepare(needed, size * 3);
    align(columns, flip, framing.box().width());
    for (int y = 0; y < needed; y++) {
      int start = ((framing.box().top() + top + y) * image.width() + framing.box().left()) * 3;
      alongRow(image.rgb(), start, between[y]);
    }
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

  /**
   * Gives every result the same number of taps, in the order that the flip wants, so that nothing
   * depends on the pixel.
   */
  private void align(Taps taps, boolean flip, int source) {
    int size = taps.first.length;
    width = 0;
    for (int count : taps.count) {
      width = Math.max(width, count);
    }
    if (positions.length != size) {
      positions = new int[size];
    }
    if (weights.length < size * width) {
      weights = new int[size * width];
    }
    Arrays.fill(weights, 0, size * width, 0);
    for (int i = 0; i < size; i++) {
      int result = flip ? size - 1 - i : i;
      int first = Math.min(taps.first[result], source - width);
      positions[i] = first * 3;
      for (int tap = 0; tap < taps.count[result]; tap++) {
        weights[(taps.first[result] - first + tap) * size + i] =
            taps.weight[taps.start[result] + tap];
      }
    }
  }

  /** Up to four taps at a time, written out: the compiler's own loops do not pay for so few. */
  private void alongRow(byte[] rgb, int start, int[] out) {
    Arrays.fill(out, Taps.HALF);
    int tap = 0;
    for (; tap + 4 <= width; tap += 4) {
      four(rgb, start + tap * 3, tap, out);
    }
    switch (width - tap) {
      case 1 -> one(rgb, start + tap * 3, tap, out);
      case 2 -> two(rgb, start + tap * 3, tap, out);
      case 3 -> three(rgb, start + tap * 3, tap, out);
      default -> {}
    }
    round(out);
  }

  private void one(byte[] rgb, int start, int tap, int[] out) {
    int size = positions.length;
    int w = tap * size;
    for (int i = 0; i < size; i++) {
      int p = start + positions[i];
      int a = weights[w + i];
      out[i] += a * (rgb[p] & 0xFF);
      out[i + size] += a * (rgb[p + 1] & 0xFF);
      out[i + 2 * size] += a * (rgb[p + 2] & 0xFF);
    }
  }

  private void two(byte[] rgb, int start, int tap, int[] out) {
    int size = positions.length;
    int w = tap * size;
    for (int i = 0; i < size; i++) {
      int p = start + positions[i];
      int a = weights[w + i];
      int b = weights[w + size + i];
      out[i] += a * (rgb[p] & 0xFF) + b * (rgb[p + 3] & 0xFF);
      out[i + size] += a * (rgb[p + 1] & 0xFF) + b * (rgb[p + 4] & 0xFF);
      out[i + 2 * size] += a * (rgb[p + 2] & 0xFF) + b * (rgb[p + 5] & 0xFF);
    }
  }

  private void three(byte[] rgb, int start, int tap, int[] out) {
    int size = positions.length;
    int w = tap * size;
    for (int i = 0; i < size; i++) {
      int p = start + positions[i];
      int a = weights[w + i];
      int b = weights[w + size + i];
      int c = weights[w + 2 * size + i];
      out[i] += a * (rgb[p] & 0xFF) + b * (rgb[p + 3] & 0xFF) + c * (rgb[p + 6] & 0xFF);
      out[i + size] += a * (rgb[p + 1] & 0xFF) + b * (rgb[p + 4] & 0xFF) + c * (rgb[p + 7] & 0xFF);
      out[i + 2 * size] +=
          a * (rgb[p + 2] & 0xFF) + b * (rgb[p + 5] & 0xFF) + c * (rgb[p + 8] & 0xFF);
    }
  }

  private void four(byte[] rgb, int start, int tap, int[] out) {
    int size = positions.length;
    int w = tap * size;
    for (int i = 0; i < size; i++) {
      int p = start + positions[i];
      int a = weights[w + i];
      int b = weights[w + size + i];
      int c = weights[w + 2 * size + i];
      int d = weights[w + 3 * size + i];
      out[i] +=
          a * (rgb[p] & 0xFF)
              + b * (rgb[p + 3] & 0xFF)
              + c * (rgb[p + 6] & 0xFF)
              + d * (rgb[p + 9] & 0xFF);
      out[i + size] +=
          a * (rgb[p + 1] & 0xFF)
              + b * (rgb[p + 4] & 0xFF)
              + c * (rgb[p + 7] & 0xFF)
              + d * (rgb[p + 10] & 0xFF);
      out[i + 2 * size] +=
          a * (rgb[p + 2] & 0xFF)
              + b * (rgb[p + 5] & 0xFF)
              + c * (rgb[p + 8] & 0xFF)
              + d * (rgb[p + 11] & 0xFF);
    }
  }

  private static void round(int[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = clamp(out[i] >> Taps.BITS);
    }
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
  private static int clamp(int value) {
    return (value | 255 - value >> 31) & ~(value >> 31) & 255;
  }
}
