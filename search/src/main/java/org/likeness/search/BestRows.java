package org.likeness.search;

import org.likeness.neighbours.ScoreKeys;

/**
 * The best of the rows offered: a heap of {@link ScoreKeys} with the worst on top. Of equal scores
 * the lower number is the better one.
 */
final class BestRows {
  private final long[] heap;
  private int size;

  BestRows(int most) {
    this.heap = new long[most];
  }

  void offer(float score, int number) {
    long key = ScoreKeys.of(score, number);
    if (size < heap.length) {
      up(key, size++);
    } else if (heap.length > 0 && key > heap[0]) {
      down(key);
    }
  }

  void offer(BestRows other) {
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
    return size < heap.length || size == 0 ? Float.NEGATIVE_INFINITY : ScoreKeys.score(heap[0]);
  }

  /** The numbers of the best rows, in no order. */
  int[] numbers() {
    int[] numbers = new int[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = ScoreKeys.row(heap[i]);
    }
    return numbers;
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
}
