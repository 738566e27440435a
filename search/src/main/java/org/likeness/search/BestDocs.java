package org.likeness.search;

import java.util.Arrays;

/**
 * The best of the documents offered: a heap with the worst on top, score above and document turned
 * over below in one long, so that one comparison orders by both. Of equal scores the lower document
 * is the better one.
 */
final class BestDocs {
  private final long[] heap;
  private int size;

  BestDocs(int most) {
    this.heap = new long[most];
  }

  void offer(float score, int doc) {
    long key = key(score, doc);
    if (size < heap.length) {
      up(key, size++);
    } else if (heap.length > 0 && key > heap[0]) {
      down(key);
    }
  }

  void offer(BestDocs other) {
    for (int i = 0; i < other.size; i++) {
      long key = other.heap[i];
      if (size < heap.length) {
        up(key, size++);
      } else if (heap.length > 0 && key > heap[0]) {
        down(key);
      }
    }
  }

  /** A score below this is not among the best. */
  float least() {
    return size < heap.length || size == 0 ? Float.NEGATIVE_INFINITY : score(heap[0]);
  }

  /** The documents by rising number. */
  int[] docs() {
    int[] docs = new int[size];
    for (int i = 0; i < size; i++) {
      docs[i] = ~(int) heap[i];
    }
    Arrays.sort(docs);
    return docs;
  }

  private void up(long key, int from) {
    int place = from;
    while (place > 0 && key < heap[(place - 1) / 2]) {
      heap[place] = heap[(place - 1) / 2];
      place = (place - 1) / 2;
    }
    heap[place] = key;
  }

  private void down(long key) {
    int place = 0;
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (key <= heap[child]) {
        break;
      }
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = key;
  }

  private static long key(float score, int doc) {
    int bits = Float.floatToRawIntBits(score + 0f);
    return (long) (bits ^ bits >> 31 & Integer.MAX_VALUE) << 32 | ~doc & 0xFFFFFFFFL;
  }

  private static float score(long key) {
    int bits = (int) (key >> 32);
    return Float.intBitsToFloat(bits ^ bits >> 31 & Integer.MAX_VALUE);
  }
}
