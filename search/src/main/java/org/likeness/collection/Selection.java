package org.likeness.collection;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.neighbours.Neighbours;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * A few rows that cover a collection, by the greedy k-centre algorithm (Gonzalez, 1985): the first
 * is the row nearest to the mean, each further one the row that is farthest from those chosen. Its
 * covering radius is at most twice the least possible.
 *
 * @param rows the chosen rows in the order of their choice: each beginning is a selection of its
 *     own
 * @param radii the covering radius after each choice: the Euclidean distance of the row that is
 *     farthest from the nearest chosen one, 0 to 2
 */
@SuppressWarnings("ArrayRecordComponent") // read only
public record Selection(int[] rows, double[] radii) {
  private static final int TILE = 8192;

  /**
   * Selects rows.
   *
   * @param count how many
   * @throws InputException if it is not between 1 and the number of rows
   * @throws CancellationException if {@code progress} cancels it
   */
  public static Selection of(UnitRows rows, int count, FeatureProgress progress) {
    require(rows, count);
    int[] chosen = new int[count];
    double[] radii = new double[count];
    float[] nearest = new float[rows.size()]; // similarity to the nearest chosen row
    Arrays.fill(nearest, Float.NEGATIVE_INFINITY);
    int next = nearestToMean(rows);
    for (int i = 0; i < count; i++) {
      chosen[i] = next;
      next = take(rows, next, nearest);
      radii[i] = distance(nearest[next]);
      if (!progress.proceed(i + 1, count)) {
        throw new CancellationException("the selection was cancelled");
      }
    }
    return new Selection(chosen, radii);
  }

  private static void require(UnitRows rows, int count) {
    if (count < 1 || count > rows.size()) {
      throw new InputException(
          "the number of images to select must be in [1, " + rows.size() + "] but is " + count);
    }
  }

  private static int nearestToMean(UnitRows rows) {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor sum = torch.zeros(rows.dimension());
      for (int from = 0; from < rows.size(); from += TILE) {
        try (Scope tile = Scope.openNoGrad()) {
          Tensor some = rows.rows(from, Math.min(TILE, rows.size() - from));
          sum.add_(some.sum(new long[] {0}, false, new ScalarTypeOptional()));
        }
      }
      int best = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int from = 0; from < rows.size(); from += TILE) {
        try (Scope tile = Scope.openNoGrad()) {
          Tensor some = rows.rows(from, Math.min(TILE, rows.size() - from));
          float[] products = Tensors.floats(some.mv(sum));
          for (int r = 0; r < products.length; r++) {
            if (products[r] > most) {
              most = products[r];
              best = from + r;
            }
          }
        }
      }
      return best;
    }
  }

  /** Takes a row; returns the row that is farthest from all taken. */
  private static int take(UnitRows rows, int row, float[] nearest) {
    int farthest = -1;
    try (Scope scope = Scope.openNoGrad()) {
      Tensor taken = rows.rows(row, 1).select(0, 0).contiguous();
      for (int from = 0; from < rows.size(); from += TILE) {
        try (Scope tile = Scope.openNoGrad()) {
          Tensor some = rows.rows(from, Math.min(TILE, rows.size() - from));
          float[] products = Tensors.floats(some.mv(taken));
          for (int r = 0; r < products.length; r++) {
            int at = from + r;
            // A taken row is never the farthest again, whatever its product with itself rounds to.
            nearest[at] = at == row ? Float.POSITIVE_INFINITY : Math.max(nearest[at], products[r]);
            if (farthest < 0 || nearest[at] < nearest[farthest]) {
              farthest = at;
            }
          }
        }
      }
    }
    return farthest;
  }

  /** Between unit rows of a similarity. */
  private static double distance(double similarity) {
    return similarity >= 1 ? 0 : Math.sqrt(2 - 2 * similarity);
  }

  /** The covering radius of all that were chosen. */
  public double radius() {
    return radii[radii.length - 1];
  }

  /** The similarity that belongs to a distance of unit rows. */
  public static double similarity(double distance) {
    return 1 - distance * distance / 2;
  }

  /**
   * The covering radii of random choices of as many rows, for comparison.
   *
   * @param draws how many choices
   * @param progress is told of the rows of all choices
   * @throws CancellationException if {@code progress} cancels it
   */
  public static double[] randomRadii(
      UnitRows rows, int count, int draws, long seed, FeatureProgress progress) {
    require(rows, count);
    double[] radii = new double[draws];
    int[] none = new int[rows.size()];
    Arrays.fill(none, -1);
    for (int i = 0; i < draws; i++) {
      int before = i;
      FeatureProgress ofAll =
          (done, total) ->
              progress.proceed(
                  clamped((long) before * total + done), clamped((long) draws * total));
      int[] all = IntStream.range(0, rows.size()).toArray();
      new RandomSource(seed).stream(Purpose.SAMPLING, 0, i).shuffle(all);
      int[] chosen = Arrays.copyOf(all, count);
      try (Scope scope = Scope.openNoGrad();
          UnitRows centres = UnitRows.of(rows.rows(chosen))) {
        Neighbours nearest = NearestRows.search(rows, centres, none, 1, ofAll);
        double least =
            Arrays.stream(nearest.similarities()).mapToDouble(each -> each[0]).min().orElseThrow();
        radii[i] = distance(least);
      }
    }
    return radii;
  }

  private static int clamped(long count) {
    return (int) Math.min(Integer.MAX_VALUE, count);
  }
}
