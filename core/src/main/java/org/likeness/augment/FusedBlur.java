package org.likeness.augment;

import java.util.Arrays;

/** The blurs of {@link FusedPixels}: loops over whole rows of neighbours, with the sums of their plain twins. */
final class FusedBlur {
  private int[] other = new int[0];
  private int[] padded = new int[0];
  private int[] sums = new int[0];
  private float[] floats = new float[0];
  private float[] otherFloats = new float[0];
  private float[] paddedFloats = new float[0];

  /** Blurs {@code pixels} (rows of reds, greens, blues) in place. */
  void run(Operation operation, int[] pixels, int side) {
    if (operation instanceof BoxBlur box) {
      boxes(pixels, side, (int) box.radius(), box.innerWeight(), box.outerWeight());
    } else if (operation instanceof GaussianBlur gaussian) {
      gaussian(pixels, side, gaussian.kernel());
    } else {
      throw new IllegalStateException("no fast way for " + operation);
    }
  }

  private void boxes(int[] pixels, int side, int radius, int inner, int outer) {
    int length = side * side * 3;
    other = atLeast(other, length);
    padded = atLeast(padded, side + 2 * radius + 2);
    sums = atLeast(sums, side * 3);
    for (int row = 0; row < length; row += side) {
      for (int pass = 0; pass < BoxBlur.PASSES; pass++) {
        alongRow(pixels, row, side, radius, inner, outer);
      }
    }
    int[] from = pixels;
    int[] to = other;
    for (int pass = 0; pass < BoxBlur.PASSES; pass++) {
      acrossRows(from, to, side, radius, inner, outer);
      int[] swap = from;
      from = to;
      to = swap;
    }
    System.arraycopy(from, 0, pixels, 0, length); // an odd number of passes ends in the other array
  }

  private void alongRow(int[] pixels, int row, int side, int radius, int inner, int outer) {
    int[] p = padded;
    int margin = radius + 1;
    Arrays.fill(p, 0, margin, pixels[row]);
    System.arraycopy(pixels, row, p, margin, side);
    Arrays.fill(p, margin + side, margin + side + margin, pixels[row + side - 1]);
    if (radius == 0) {
      for (int x = 0; x < side; x++) {
        pixels[row + x] = inner * p[x + 1] + outer * (p[x] + p[x + 2]) + BoxBlur.HALF >>> BoxBlur.BITS;
      }
    } else if (radius == 1) {
      for (int x = 0; x < side; x++) {
        pixels[row + x] =
            inner * (p[x + 1] + p[x + 2] + p[x + 3]) + outer * (p[x] + p[x + 4]) + BoxBlur.HALF >>> BoxBlur.BITS;
      }
    } else {
      int sum = 0;
      for (int i = 1; i < 2 * radius + 1; i++) {
        sum += p[i];
      }
      for (int x = 0; x < side; x++) {
        sum += p[x + 2 * radius + 1];
        pixels[row + x] = inner * sum + outer * (p[x] + p[x + 2 * radius + 2]) + BoxBlur.HALF >>> BoxBlur.BITS;
        sum -= p[x + 1];
      }
    }
  }

  private void acrossRows(int[] from, int[] to, int side, int radius, int inner, int outer) {
    int length = side * 3;
    int[] sum = sums;
    Arrays.fill(sum, 0, length, 0);
    for (int d = -radius; d <= radius; d++) {
      add(sum, from, row(d, side), length);
    }
    for (int y = 0; y < side; y++) {
      int above = row(y - radius - 1, side);
      int below = row(y + radius + 1, side);
      int leaving = row(y - radius, side);
      int at = y * length;
      for (int i = 0; i < length; i++) {
        to[at + i] = inner * sum[i] + outer * (from[above + i] + from[below + i]) + BoxBlur.HALF >>> BoxBlur.BITS;
      }
      for (int i = 0; i < length; i++) {
        sum[i] += from[below + i] - from[leaving + i];
      }
    }
  }

  private static void add(int[] sum, int[] from, int at, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += from[at + i];
    }
  }

  /** Where a row begins; rows beyond the edge are the edge. */
  private static int row(int y, int side) {
    return Math.min(Math.max(y, 0), side - 1) * side * 3;
  }

  private void gaussian(int[] pixels, int side, float[] kernel) {
    int length = side * side * 3;
    if (floats.length < length) {
      floats = new float[length];
      otherFloats = new float[length];
    }
    if (paddedFloats.length < side + kernel.length) {
      paddedFloats = new float[side + kernel.length];
    }
    for (int row = 0; row < length; row += side) {
      for (int i = 0; i < side + kernel.length - 1; i++) {
        paddedFloats[i] = pixels[row + GaussianBlur.mirror(i - kernel.length / 2, side)];
      }
      Arrays.fill(floats, row, row + side, 0);
      for (int tap = 0; tap < kernel.length; tap++) {
        add(floats, row, paddedFloats, tap, kernel[tap], side);
      }
    }
    int width = side * 3;
    Arrays.fill(otherFloats, 0, length, 0);
    for (int y = 0; y < side; y++) {
      for (int tap = 0; tap < kernel.length; tap++) {
        int from = GaussianBlur.mirror(y + tap - kernel.length / 2, side) * width;
        add(otherFloats, y * width, floats, from, kernel[tap], width);
      }
    }
    for (int i = 0; i < length; i++) {
      pixels[i] = GaussianBlur.round(otherFloats[i]);
    }
  }

  private static void add(float[] to, int at, float[] from, int start, float weight, int length) {
    for (int i = 0; i < length; i++) {
      to[at + i] += weight * from[start + i];
    }
  }

  private static int[] atLeast(int[] array, int length) {
    return array.length < length ? new int[length] : array;
  }
}
