package org.likeness.collection;

import org.likeness.image.Image;

/**
 * Whether two images show the same picture, by their pixels alone: the grey values of one, made
 * small, are laid over many parts of the other, and the best normalised correlation counts. It sees
 * through size, compression, brightness, contrast and crops, and knows nothing of an encoder, so
 * that an encoder cannot confirm itself.
 */
final class SamePicture {
  /** From this correlation on, two images are taken for the same picture. */
  static final double SAME = 0.95;

  private static final int GRID = 24;
  private static final int COARSE = 12; // to find the place
  private static final int FINE = 96;
  private static final double[] SCALES = {1, 0.9, 0.8, 0.7, 0.6};
  private static final double STEP = 0.05;

  private final double[] sums; // of the FINE grid, one row and column more
  private final double[] grid; // standardised
  private final double[] coarse;

  private SamePicture(double[] sums) {
    this.sums = sums;
    this.grid = standardised(window(0, 0, FINE, FINE, GRID));
    this.coarse = standardised(window(0, 0, FINE, FINE, COARSE));
  }

  static SamePicture of(Image image) {
    double[] sums = new double[(FINE + 1) * (FINE + 1)];
    for (int y = 0; y < FINE; y++) {
      int top = (int) ((long) y * image.height() / FINE);
      int bottom = Math.max(top + 1, (int) ((y + 1L) * image.height() / FINE));
      double row = 0;
      for (int x = 0; x < FINE; x++) {
        int left = (int) ((long) x * image.width() / FINE);
        int right = Math.max(left + 1, (int) ((x + 1L) * image.width() / FINE));
        row += mean(image, left, top, right, bottom);
        sums[(y + 1) * (FINE + 1) + x + 1] = sums[y * (FINE + 1) + x + 1] + row;
      }
    }
    return new SamePicture(sums);
  }

  private static double mean(Image image, int left, int top, int right, int bottom) {
    double sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += 0.299 * image.at(x, y, 0) + 0.587 * image.at(x, y, 1) + 0.114 * image.at(x, y, 2);
      }
    }
    return sum / ((right - left) * (bottom - top));
  }

  /** True if one of the two, or a part of it, is the other. */
  boolean isSame(SamePicture other) {
    return within(other) >= SAME || other.within(this) >= SAME;
  }

  /** The best correlation of the other, as a whole, with a part of this. */
  double within(SamePicture other) {
    double best = -1;
    double[] at = {0, 0, 1, 1};
    for (double width : SCALES) {
      for (double height : SCALES) {
        for (double x = 0; x <= 1 - width + 1e-9; x += STEP) {
          for (double y = 0; y <= 1 - height + 1e-9; y += STEP) {
            double found = correlation(x, y, width, height, other.coarse, COARSE);
            if (found > best) {
              best = found;
              at = new double[] {x, y, width, height};
            }
          }
        }
      }
    }
    best = correlation(at[0], at[1], at[2], at[3], other.grid, GRID);
    for (double step = STEP / 2; step > 0.005; step /= 2) {
      best = refined(at, step, best, other.grid);
    }
    return best;
  }

  /** Moves each side of the part by a step where that is better, as long as it is. */
  private double refined(double[] at, double step, double best, double[] grid) {
    boolean better = true;
    double now = best;
    while (better) {
      better = false;
      for (int side = 0; side < at.length; side++) {
        for (double move : new double[] {-step, step}) {
          at[side] += move;
          boolean inside =
              at[0] >= 0
                  && at[1] >= 0
                  && Math.min(at[2], at[3]) > 0.3
                  && at[0] + at[2] <= 1
                  && at[1] + at[3] <= 1;
          double found = inside ? correlation(at[0], at[1], at[2], at[3], grid, GRID) : -1;
          if (found > now) {
            now = found;
            better = true;
          } else {
            at[side] -= move;
          }
        }
      }
    }
    return now;
  }

  private double correlation(
      double x, double y, double width, double height, double[] grid, int side) {
    double[] part = standardised(window(x * FINE, y * FINE, width * FINE, height * FINE, side));
    double sum = 0;
    for (int i = 0; i < grid.length; i++) {
      sum += part[i] * grid[i];
    }
    return sum;
  }

  /** The means of the cells of a part. */
  private double[] window(double left, double top, double width, double height, int side) {
    double[] cells = new double[side * side];
    for (int y = 0; y < side; y++) {
      double above = top + height * y / side;
      double below = top + height * (y + 1) / side;
      for (int x = 0; x < side; x++) {
        double from = left + width * x / side;
        double to = left + width * (x + 1) / side;
        cells[y * side + x] =
            (sum(to, below) - sum(from, below) - sum(to, above) + sum(from, above))
                / ((to - from) * (below - above));
      }
    }
    return cells;
  }

  /** The sum of all values left of x and above y, between cells in proportion. */
  private double sum(double x, double y) {
    int column = Math.min(FINE - 1, (int) x);
    int row = Math.min(FINE - 1, (int) y);
    double right = x - column;
    double down = y - row;
    int at = row * (FINE + 1) + column;
    return (1 - down) * ((1 - right) * sums[at] + right * sums[at + 1])
        + down * ((1 - right) * sums[at + FINE + 1] + right * sums[at + FINE + 2]);
  }

  /** Mean 0 and length 1; an even area becomes zeros, which are like nothing. */
  private static double[] standardised(double[] cells) {
    double mean = 0;
    for (double cell : cells) {
      mean += cell / cells.length;
    }
    double squares = 0;
    for (int i = 0; i < cells.length; i++) {
      cells[i] -= mean;
      squares += cells[i] * cells[i];
    }
    double length = Math.sqrt(squares);
    for (int i = 0; i < cells.length; i++) {
      cells[i] = length > 1e-6 * GRID ? cells[i] / length : 0;
    }
    return cells;
  }
}
