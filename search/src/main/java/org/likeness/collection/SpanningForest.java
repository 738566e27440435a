package org.likeness.collection;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.likeness.neighbours.ScoreKeys;

/**
 * The maximum spanning forest of a graph whose edges come one by one, by Kruskal's algorithm over
 * what was kept and what is new: at most n - 1 edges stay, which join the same rows at every
 * threshold as all edges do.
 */
final class SpanningForest {
  private static final int ROOM = 1 << 18;

  private final int nodes;
  private int[] first;
  private int[] second;
  private float[] similarities;
  private int size;

  SpanningForest(int nodes) {
    this(nodes, ROOM);
  }

  /**
   * @param room edges that are collected at least before they are sorted
   */
  SpanningForest(int nodes, int room) {
    this.nodes = nodes;
    int capacity = Math.addExact(2 * Math.max(1, nodes), room);
    this.first = new int[capacity];
    this.second = new int[capacity];
    this.similarities = new float[capacity];
  }

  /** Adds an edge. */
  synchronized void add(int a, int b, float similarity) {
    if (size == first.length) {
      reduce();
    }
    first[size] = a;
    second[size] = b;
    similarities[size] = similarity;
    size++;
  }

  /** Adds some edges from one row. */
  synchronized void add(int a, int[] others, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      add(a, others[i], to[i]);
    }
  }

  private void reduce() {
    Components components = new Components(nodes);
    int[] order = falling();
    int[] a = new int[first.length];
    int[] b = new int[first.length];
    float[] s = new float[first.length];
    int kept = 0;
    for (int edge : order) {
      if (components.join(first[edge], second[edge])) {
        a[kept] = first[edge];
        b[kept] = second[edge];
        s[kept] = similarities[edge];
        kept++;
      }
    }
    first = a;
    second = b;
    similarities = s;
    size = kept;
  }

  /** The edges in the order of falling similarity. */
  private int[] falling() {
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      keys[i] = ScoreKeys.of(similarities[i], i);
    }
    Arrays.parallelSort(keys);
    return IntStream.range(0, size).map(i -> ScoreKeys.row(keys[size - 1 - i])).toArray();
  }

  /** The connected rows by edges of at least a similarity. */
  synchronized Components at(double threshold) {
    reduce();
    Components components = new Components(nodes);
    IntStream.range(0, size)
        .filter(edge -> similarities[edge] >= threshold)
        .forEach(edge -> components.join(first[edge], second[edge]));
    return components;
  }

  /** Edges that are kept. */
  synchronized int edges() {
    reduce();
    return size;
  }
}
