package org.likeness.augment;

/**
 * Which pixels one axis of a resize reads for each of its results, and with what weights: 22-bit
 * fixed point that sums to about 1, so that 8-bit values times weights stay within 32 bits. Weights
 * that round to 0 at either end are left out.
 */
final class Taps {
  static final int BITS = 22;
  static final int HALF = 1 << (BITS - 1);

  /** First source pixel of each result. */
  final int[] first;

  /** Number of source pixels of each result. */
  final int[] count;

  /** Position in {@link #weight} of each result's first weight. */
  final int[] start;

  final int[] weight;

  private Taps(int results, int capacity) {
    first = new int[results];
    count = new int[results];
    start = new int[results];
    weight = new int[capacity];
  }

  /** All results of a resize from {@code source} to {@code target} pixels. */
  static Taps of(int source, int target, Filter filter) {
    return of(source, target, 0, target, filter);
  }

  /**
   * The results {@code [from, from + results)} of a resize from {@code source} to {@code target}
   * pixels.
   *
   * @param target length of the whole result, of which only the window is wanted
   */
  static Taps of(int source, long target, long from, int results, Filter filter) {
    double scale = (double) source / target;
    double widening = Math.max(1, scale);
    double support = filter.halfWidth * widening;
    int most = Math.min(source, (int) Math.ceil(support) * 2 + 1);
    Taps taps = new Taps(results, Math.multiplyExact(results, most));
    double[] exact = new double[most];
    int used = 0;
    for (int i = 0; i < results; i++) {
      double centre = (from + i + 0.5) * scale;
      int low = Math.max(0, (int) (centre - support + 0.5));
      int high = Math.min(source, (int) (centre + support + 0.5));
      double sum = 0;
      for (int p = low; p < high; p++) {
        exact[p - low] = filter.weight((p - centre + 0.5) * (1 / widening));
        sum += exact[p - low];
      }
      used = taps.store(i, low, high - low, exact, sum, used);
    }
    return taps;
  }

  private int store(int i, int low, int length, double[] exact, double sum, int used) {
    start[i] = used;
    int skipped = 0;
    int end = used;
    for (int j = 0; j < length; j++) {
      double share = exact[j] / sum * (1 << BITS);
      int fixed = (int) (share < 0 ? share - 0.5 : share + 0.5);
      if (fixed == 0 && end == used) {
        skipped++;
      } else {
        weight[end++] = fixed;
      }
    }
    while (end > used && weight[end - 1] == 0) {
      end--;
    }
    first[i] = low + skipped;
    count[i] = end - used;
    return end;
  }

  /** One past the last source pixel that result {@code i} reads. */
  int end(int i) {
    return first[i] + count[i];
  }
}
