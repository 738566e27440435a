package org.likeness.neighbours;

import java.util.Arrays;

/**
 * {@link Nearest} for scores in single precision, which leave room for the row in one long ({@link
 * ScoreKeys}), so that one comparison orders by both. Newcomers better than the k-th best are
 * collected; when there is no more room, the k best stay.
 */
final class NearestFloats {
  /** Room for k and as many newcomers as make a selection worth its while. */
  private static final int ROOM = 4;

  private final int k;
  private final long[] keys;
  private int size;
  private float worst = Float.NEGATIVE_INFINITY;

  NearestFloats(int k) {
    this.k = k;
    this.keys = new long[ROOM * k];
  }

  /** As {@link Nearest#offer}. */
  void offer(float[] scores, int first) {
    float least = worst;
    int count = size;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > least) {
        keys[count++] = ScoreKeys.of(scores[i], first + i);
        if (count == keys.length) {
          select(count);
          count = k;
          least = worst;
        }
      }
    }
    size = count;
  }

  /** Empties it into the two arrays, the best first. */
  void drain(int[] indices, double[] similarities) {
    if (size > k) {
      select(size);
    }
    int found = Math.min(size, k);
    Arrays.sort(keys, 0, found);
    for (int i = 0; i < found; i++) {
      long key = keys[found - 1 - i];
      indices[i] = ScoreKeys.row(key);
      similarities[i] = ScoreKeys.score(key);
    }
    size = 0;
    worst = Float.NEGATIVE_INFINITY;
  }

  /**
   * Moves the k largest of some keys, all different, to the front and learns the least of them:
   * selection by partition, without a branch on what is compared.
   */
  private void select(int count) {
    int low = 0;
    int high = count;
    while (high - low > 1) {
      long pivot = median(keys[low], keys[(low + high) >>> 1], keys[high - 1]);
      int store = low;
      for (int i = low; i < high; i++) {
        long key = keys[i];
        keys[i] = keys[store];
        keys[store] = key;
        store += key > pivot ? 1 : 0;
      }
      // The pivot is the largest of the others: behind the larger ones it is in its place.
      if (store >= k) {
        high = store;
      } else {
        low = place(pivot, store, high);
      }
      if (low == k || high == k) {
        break;
      }
    }
    long least = keys[0];
    for (int i = 1; i < k; i++) {
      least = Math.min(least, keys[i]);
    }
    worst = ScoreKeys.score(least);
  }

  /** Puts the pivot first among the keys from {@code at} on; gives the place behind it. */
  private int place(long pivot, int at, int high) {
    for (int i = at; i < high; i++) {
      if (keys[i] == pivot) {
        keys[i] = keys[at];
        keys[at] = pivot;
        return at + 1;
      }
    }
    throw new IllegalStateException("the pivot is gone");
  }

  private static long median(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
