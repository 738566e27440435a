package org.likeness.augment;

import org.likeness.image.Image;

/** The resize of {@link FusedPixels}: rows first, then columns, 8 bits in between, and only what the square needs. */
final class FusedResize {
  /** Resized rows of the part of the box that is needed. */
  private int[] between = new int[0];

  private int[] sums = new int[0];

  void run(Image image, Framing framing, boolean flip, int[] out) {
    int size = framing.size();
    Taps columns = framing.columns();
    Taps rows = framing.rows();
    int top = rows.first[0];
    int needed = bottom(rows) - top;
    if (between.length < needed * size * 3) {
      between = new int[needed * size * 3];
    }
    for (int y = 0; y < needed; y++) {
      int start = ((framing.box().top() + top + y) * image.width() + framing.box().left()) * 3;
      alongRow(image.rgb(), start, columns, flip, y * size * 3);
    }
    if (sums.length < size * 3) {
      sums = new int[size * 3];
    }
    for (int y = 0; y < size; y++) {
      acrossRows(rows, y, top, size * 3, out);
    }
  }

  private static int bottom(Taps rows) {
    int bottom = 0;
    for (int i = 0; i < rows.first.length; i++) {
      bottom = Math.max(bottom, rows.end(i));
    }
    return bottom;
  }

  private void alongRow(byte[] rgb, int start, Taps taps, boolean flip, int to) {
    int size = taps.first.length;
    int step = flip ? -1 : 1;
    int x = flip ? to + size - 1 : to;
    int[] weights = taps.weight;
    int[] out = between;
    for (int i = 0; i < size; i++) {
      int p = start + taps.first[i] * 3;
      int w = taps.start[i];
      int end = w + taps.count[i];
      int red = Taps.HALF;
      int green = Taps.HALF;
      int blue = Taps.HALF;
      for (; w < end; w++) {
        int weight = weights[w];
        red += weight * (rgb[p] & 0xFF);
        green += weight * (rgb[p + 1] & 0xFF);
        blue += weight * (rgb[p + 2] & 0xFF);
        p += 3;
      }
      out[x] = Pixels.clamp(red >> Taps.BITS);
      out[x + size] = Pixels.clamp(green >> Taps.BITS);
      out[x + 2 * size] = Pixels.clamp(blue >> Taps.BITS);
      x += step;
    }
  }

  private void acrossRows(Taps taps, int y, int top, int length, int[] out) {
    int from = (taps.first[y] - top) * length;
    int to = y * length;
    int w = taps.start[y];
    int[] weights = taps.weight;
    int count = taps.count[y];
    if (count == 1) {
      weigh(from, length, weights[w], out, to);
    } else if (count == 2) {
      weigh(from, length, weights[w], weights[w + 1], out, to);
    } else if (count == 3) {
      weigh(from, length, weights[w], weights[w + 1], weights[w + 2], out, to);
    } else {
      weigh(from, length, weights, w, count, out, to);
    }
  }

  private void weigh(int from, int length, int a, int[] out, int to) {
    int[] rows = between;
    for (int i = 0; i < length; i++) {
      out[to + i] = Math.min(255, Math.max(0, Taps.HALF + a * rows[from + i] >> Taps.BITS));
    }
  }

  private void weigh(int from, int length, int a, int b, int[] out, int to) {
    int[] rows = between;
    int next = from + length;
    for (int i = 0; i < length; i++) {
      int sum = Taps.HALF + a * rows[from + i] + b * rows[next + i];
      out[to + i] = Math.min(255, Math.max(0, sum >> Taps.BITS));
    }
  }

  private void weigh(int from, int length, int a, int b, int c, int[] out, int to) {
    int[] rows = between;
    int next = from + length;
    int last = next + length;
    for (int i = 0; i < length; i++) {
      int sum = Taps.HALF + a * rows[from + i] + b * rows[next + i] + c * rows[last + i];
      out[to + i] = Math.min(255, Math.max(0, sum >> Taps.BITS));
    }
  }

  /** Any number of rows, two at a time. */
  private void weigh(int from, int length, int[] weights, int w, int count, int[] out, int to) {
    int[] rows = between;
    int[] sum = sums;
    for (int i = 0; i < length; i++) {
      sum[i] = Taps.HALF;
    }
    int tap = 0;
    int row = from;
    for (; tap + 1 < count; tap += 2) {
      int a = weights[w + tap];
      int b = weights[w + tap + 1];
      int next = row + length;
      for (int i = 0; i < length; i++) {
        sum[i] += a * rows[row + i] + b * rows[next + i];
      }
      row += 2 * length;
    }
    int last = tap < count ? weights[w + tap] : 0;
    int lastRow = tap < count ? row : from;
    for (int i = 0; i < length; i++) {
      out[to + i] = Math.min(255, Math.max(0, sum[i] + last * rows[lastRow + i] >> Taps.BITS));
    }
  }
}
