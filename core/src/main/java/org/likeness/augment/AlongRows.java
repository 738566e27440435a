package org.likeness.augment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The pass of {@link FusedResize} along rows. The pixels that a result reads lie too scattered for
 * vector instructions, so that they are gathered first: for each tap an array with one pixel per
 * result, all three channels in one int. Weights and sums then run over arrays that begin at the
 * same index. Short rows are taken several together, for vectors need some length.
 */
final class AlongRows {
  private static final VarHandle PIXEL =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Results that are weighed together at most, unless one row has more. */
  private static final int TOGETHER = 256;

  private int size;

  /** Rows that are weighed together. */
  private int block;

  /** Taps of each result, an even number, the ones too many with weight 0. */
  private int taps;

  /** The byte of its row at which each result begins to read. */
  private int[] positions = new int[0];

  /** By tap: weights and pixels of each result, one row after another. */
  private int[][] weights = new int[0][];

  private int[][] pixels = new int[0][];

  /** By channel: the results. */
  private int[][] results = new int[3][];

  /** The bytes of one row, and after them some that are read with weight 0. */
  private byte[] line = new byte[0];

  /** Sets the taps of all rows; results are in reverse order where {@code flip} is true. */
  void set(Taps columns, boolean flip) {
    int most = 0;
    for (int count : columns.count) {
      most = Math.max(most, count);
    }
    taps = most + (most & 1);
    allocate(columns.first.length);
    for (int i = 0; i < size; i++) {
      int result = flip ? size - 1 - i : i;
      positions[i] = columns.first[result] * 3;
      for (int tap = 0; tap < taps; tap++) {
        weights[tap][i] =
            tap < columns.count[result] ? columns.weight[columns.start[result] + tap] : 0;
      }
    }
    for (int tap = 0; tap < taps; tap++) {
      for (int row = 1; row < block; row++) {
        System.arraycopy(weights[tap], 0, weights[tap], row * size, size);
      }
    }
  }

  private void allocate(int newSize) {
    if (size != newSize) {
      size = newSize;
      block = Math.max(1, TOGETHER / size);
      positions = new int[size];
      results = new int[3][block * size];
      weights = new int[0][];
    }
    if (weights.length < taps) {
      weights = new int[taps][block * size];
      pixels = new int[taps][block * size];
    }
  }

  /**
   * Resizes rows of {@code length} pixels.
   *
   * @param rgb bytes of an image
   * @param start the first row's first byte
   * @param stride bytes from one row to the next
   * @param rows how many
   * @param out for each row reds, greens, blues
   */
  void run(byte[] rgb, int start, int stride, int length, int rows, int[][] out) {
    int bytes = length * 3;
    if (line.length < bytes + taps * 3 + Integer.BYTES) {
      line = new byte[bytes + taps * 3 + Integer.BYTES];
    }
    for (int from = 0; from < rows; from += block) {
      int taken = Math.min(block, rows - from);
      for (int row = 0; row < taken; row++) {
        System.arraycopy(rgb, start + (from + row) * stride, line, 0, bytes);
        gather(row * size);
      }
      for (int channel = 0; channel < 3; channel++) {
        weigh(8 * channel, results[channel]);
        for (int row = 0; row < taken; row++) {
          System.arraycopy(results[channel], row * size, out[from + row], channel * size, size);
        }
      }
    }
  }

  private void gather(int to) {
    int tap = 0;
    for (; tap + 4 <= taps; tap += 4) {
      gather(
          line,
          positions,
          tap * 3,
          to,
          pixels[tap],
          pixels[tap + 1],
          pixels[tap + 2],
          pixels[tap + 3]);
    }
    if (tap < taps) {
      gather(line, positions, tap * 3, to, pixels[tap], pixels[tap + 1]);
    }
  }

  private static void gather(
      byte[] line, int[] positions, int shift, int to, int[] a, int[] b, int[] c, int[] d) {
    for (int i = 0; i < positions.length; i++) {
      int p = positions[i] + shift;
      a[to + i] = (int) PIXEL.get(line, p);
      b[to + i] = (int) PIXEL.get(line, p + 3);
      c[to + i] = (int) PIXEL.get(line, p + 6);
      d[to + i] = (int) PIXEL.get(line, p + 9);
    }
  }

  private static void gather(byte[] line, int[] positions, int shift, int to, int[] a, int[] b) {
    for (int i = 0; i < positions.length; i++) {
      int p = positions[i] + shift;
      a[to + i] = (int) PIXEL.get(line, p);
      b[to + i] = (int) PIXEL.get(line, p + 3);
    }
  }

  /** The sums of one channel, whose bits begin at {@code shift}. */
  private void weigh(int shift, int[] out) {
    Arrays.fill(out, Taps.HALF);
    for (int tap = 0; tap < taps; tap += 2) {
      addTwo(tap, shift, out);
    }
    round(out);
  }

  /** Apart from its caller, in whose loop the compiler makes no vectors of {@link #add}. */
  private void addTwo(int tap, int shift, int[] out) {
    add(pixels[tap], weights[tap], pixels[tap + 1], weights[tap + 1], shift, out);
  }

  /** Two taps a pass: of loops over more arrays the compiler makes no vectors. */
  private static void add(int[] a, int[] weightsA, int[] b, int[] weightsB, int shift, int[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] += weightsA[i] * (a[i] >> shift & 255) + weightsB[i] * (b[i] >> shift & 255);
    }
  }

  private static void round(int[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = FusedResize.clamp(out[i] >> Taps.BITS);
    }
  }
}
