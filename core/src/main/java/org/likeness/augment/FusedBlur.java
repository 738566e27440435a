package org.likeness.augment;

import java.util.Arrays;

/**
 * The blurs of {@link FusedPixels}, with the sums of their simple implementations. As in {@link
 * FusedResize}, inner loops run over arrays that all begin at the same index, so that they become
 * vector instructions: each row is an array of its own (reds, greens, blues), and neighbours within
 * a row are reached through shifted copies of it.
 */
final class FusedBlur {
  /** Boxes up to this radius are summed from shifted copies, longer ones by a running sum. */
  private static final int SHORT = 3;

  /** Pixels beyond the edge that a short box looks at. */
  private static final int ENDS = SHORT + 1;

  private int side;
  private int[][] rows = new int[0][];
  private int[][] otherRows = new int[0][];
  private int[] sum = new int[0];
  private int[] padded = new int[0]; // reds, greens, blues, each between ENDS pixels on either side
  private int[] paddedSum = new int[0];
  private int[] before = new int[0];
  private int[] after = new int[0];
  private final FloatRows floats = new FloatRows();

  /** Blurs three planes of {@code side x side} pixels in place. */
  void run(Operation operation, int[][] planes, int side) {
    prepare(side);
    for (int y = 0; y < side; y++) {
      for (int channel = 0; channel < 3; channel++) {
        System.arraycopy(planes[channel], y * side, rows[y], channel * side, side);
      }
    }
    if (operation instanceof BoxBlur box) {
      boxes((int) box.radius(), box.innerWeight(), box.outerWeight());
    } else if (operation instanceof GaussianBlur gaussian) {
      floats.blur(rows, side, gaussian.kernel());
    } else {
      throw new IllegalStateException("no fast implementation for " + operation);
    }
    for (int y = 0; y < side; y++) {
      for (int channel = 0; channel < 3; channel++) {
        System.arraycopy(rows[y], channel * side, planes[channel], y * side, side);
      }
    }
  }

  private void prepare(int newSide) {
    if (side != newSide) {
      side = newSide;
      rows = new int[side][3 * side];
      otherRows = new int[side][3 * side];
      sum = new int[3 * side];
      int length = 3 * (side + 2 * ENDS);
      padded = new int[length];
      paddedSum = new int[length];
      before = new int[length];
      after = new int[length];
    }
  }

  private void boxes(int radius, int inner, int outer) {
    for (int y = 0; y < side; y++) {
      if (radius <= SHORT) {
        alongRow(rows[y], radius, inner, outer);
      } else {
        for (int pass = 0; pass < BoxBlur.PASSES; pass++) {
          alongRowRunning(rows[y], radius, inner, outer);
        }
      }
    }
    for (int pass = 0; pass < BoxBlur.PASSES; pass++) {
      acrossRows(radius, inner, outer);
      int[][] swap = rows;
      rows = otherRows;
      otherRows = swap;
    }
  }

  /** All passes of a short box. */
  private void alongRow(int[] row, int radius, int inner, int outer) {
    int stride = side + 2 * ENDS;
    for (int channel = 0; channel < 3; channel++) {
      System.arraycopy(row, channel * side, padded, channel * stride + ENDS, side);
    }
    for (int pass = 0; pass < BoxBlur.PASSES; pass++) {
      repeatEdges(stride);
      if (radius == 0) {
        shift(1);
        weigh(padded, inner, before, after, outer, padded);
      } else {
        System.arraycopy(padded, 0, paddedSum, 0, padded.length);
        for (int d = 1; d <= radius; d++) {
          shift(d);
          add(paddedSum, before, after);
        }
        shift(radius + 1);
        weigh(paddedSum, inner, before, after, outer, padded);
      }
    }
    for (int channel = 0; channel < 3; channel++) {
      System.arraycopy(padded, channel * stride + ENDS, row, channel * side, side);
    }
  }

  private void repeatEdges(int stride) {
    for (int start = 0; start < padded.length; start += stride) {
      int first = padded[start + ENDS];
      int last = padded[start + stride - ENDS - 1];
      for (int i = 0; i < ENDS; i++) {
        padded[start + i] = first;
        padded[start + stride - ENDS + i] = last;
      }
    }
  }

  /** The pixels {@code d} before and after, for all but the ends. */
  private void shift(int d) {
    int kept = padded.length - d;
    System.arraycopy(padded, 0, before, d, kept);
    System.arraycopy(padded, d, after, 0, kept);
  }

  private void alongRowRunning(int[] row, int radius, int inner, int outer) {
    for (int start = 0; start < row.length; start += side) {
      int end = start + side - 1;
      System.arraycopy(row, start, before, start, side);
      int total = 0;
      for (int d = -radius; d <= radius; d++) {
        total += before[Math.min(Math.max(start + d, start), end)];
      }
      for (int x = start; x <= end; x++) {
        int behind = before[Math.max(x - radius - 1, start)];
        int ahead = before[Math.min(x + radius + 1, end)];
        row[x] = inner * total + outer * (behind + ahead) + BoxBlur.HALF >>> BoxBlur.BITS;
        total += ahead - before[Math.max(x - radius, start)];
      }
    }
  }

  private void acrossRows(int radius, int inner, int outer) {
    Arrays.fill(sum, 0);
    for (int d = -radius; d <= radius; d++) {
      add(sum, row(d));
    }
    for (int y = 0; y < side; y++) {
      int[] above = row(y - radius - 1);
      int[] below = row(y + radius + 1);
      if (radius == 0) {
        weigh(rows[y], inner, above, below, outer, otherRows[y]);
      } else {
        weigh(sum, inner, above, below, outer, otherRows[y]);
        move(sum, below, row(y - radius));
      }
    }
  }

  private int[] row(int y) {
    return rows[Math.min(Math.max(y, 0), side - 1)];
  }

  private static void weigh(int[] sum, int inner, int[] before, int[] after, int outer, int[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = inner * sum[i] + outer * (before[i] + after[i]) + BoxBlur.HALF >>> BoxBlur.BITS;
    }
  }

  private static void add(int[] sum, int[] row) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += row[i];
    }
  }

  private static void add(int[] sum, int[] row, int[] other) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += row[i] + other[i];
    }
  }

  private static void move(int[] sum, int[] entering, int[] leaving) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += entering[i] - leaving[i];
    }
  }
}
