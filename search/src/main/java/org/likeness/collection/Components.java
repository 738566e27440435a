package org.likeness.collection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Sets of rows that are joined step by step: union-find with path halving. */
final class Components {
  private final int[] parent;
  private final int[] sizes;

  Components(int rows) {
    parent = IntStream.range(0, rows).toArray();
    sizes = new int[rows];
    java.util.Arrays.fill(sizes, 1);
  }

  /** Joins the sets of two rows; false if they were one. */
  boolean join(int a, int b) {
    int x = root(a);
    int y = root(b);
    if (x == y) {
      return false;
    }
    int large = sizes[x] >= sizes[y] ? x : y;
    int small = x + y - large;
    parent[small] = large;
    sizes[large] += sizes[small];
    return true;
  }

  private int root(int row) {
    int at = row;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** The sets of two rows or more: rows rising, sets in the order of their first row. */
  List<List<Integer>> groups() {
    Map<Integer, List<Integer>> byRoot = new LinkedHashMap<>();
    for (int row = 0; row < parent.length; row++) {
      int root = root(row);
      if (sizes[root] > 1) {
        byRoot.computeIfAbsent(root, r -> new ArrayList<>()).add(row);
      }
    }
    return List.copyOf(byRoot.values());
  }

  /** Number of sets of two rows or more. */
  int count() {
    return (int)
        IntStream.range(0, parent.length).filter(r -> parent[r] == r && sizes[r] > 1).count();
  }

  /** Rows in sets of two or more, beyond one of each. */
  int surplus() {
    return IntStream.range(0, parent.length)
        .filter(r -> parent[r] == r)
        .map(r -> sizes[r] - 1)
        .sum();
  }
}
