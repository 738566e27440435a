package org.likeness.augment;

import java.util.Arrays;

/**
 * The blurs of {@link FusedPixels}, with the sums of their plain twins. As in {@link FusedResize},
 * inner loops run over arrays that all begin at the same index, so that they become vector
 * instructions: each row is an array of its own (reds, greens, blues), and neighbours within a row
 * are reached through shifted copies of it.
 */
final class FusedBlur {
  /** Boxes up to this radius are summed from shifted copies, longer ones by a running sum. */
  private static final int SHORT = 3;

  private int side;
  private int[][] rows = new int[0][];
  private int[][] otherRows = new int[0][];
  private int[] sum = new int[0];
  private int[] left = new int[0];
  private int[] right = new int[0];
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
      throw new IllegalStateException("no fast way for " + operation);
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
      left = new int[3 * side];
      right = new int[3 * side];
    }
  }

  private void boxes(int radius, int inner, int outer) {
    for (int y = 0; y < side; y++) {
      for (int pass = 0; pass < BoxBlur.PASSES; pass++) {
        if (radius <= SHORT) {
          alongRow(rows[y], radius, inner, outer);
        } else {
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

  private void alongRow(int[] row, int radius, int inner, int outer) {
    if (radius == 0) {
      shift(row, 1);
      weigh(row, inner, left, right, outer, row);
      return;
    }
    System.arraycopy(row, 0, sum, 0, row.length);
    for (int d = 1; d <= radius; d++) {
      shift(row, d);
      add(sum, left, right);
    }
    shift(row, radius + 1);
    weigh(sum, inner, left, right, outer, row);
  }

  /**
   * Fills {@link #left} and {@link #right} with what lies {@code d} pixels to either side, edges
   * repeated.
   */
  private void shift(int[] row, int d) {
    for (int start = 0; start < row.length; start += side) {
      int end = start + side;
      int kept = Math.max(side - d, 0);
      System.arraycopy(row, start, left, end - kept, kept);
      Arrays.fill(left, start, end - kept, row[start]);
      System.arraycopy(row, end - kept, right, start, kept);
      Arrays.fill(right, start + kept, end, row[end - 1]);
    }
  }

  private void alongRowRunning(int[] row, int radius, int inner, int outer) {
    for (int start = 0; start < row.length; start += side) {
      int end = start + side - 1;
      System.arraycopy(row, start, left, start, side);
      int total = 0;
      for (int d = -radius; d <= radius; d++) {
        total += left[Math.min(Math.max(start + d, start), end)];
      }
      for (int x = start; x <= end; x++) {
        int before = left[Math.max(x - radius - 1, start)];
        int after = left[Math.min(x + radius + 1, end)];
        row[x] = inner * total + outer * (before + after) + BoxBlur.HALF >>> BoxBlur.BITS;
        total += after - left[Math.max(x - radius, start)];
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
