package org.likeness.evaluate.svm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.likeness.random.RandomStream;

/** Draws of images by class. */
final class BalancedRows {
  private BalancedRows() {}

  /**
   * Rows in an order in which classes take turns, each in a random order of its own rows: any
   * beginning has equally many of each class, as long as there are enough.
   */
  static int[] inTurns(int[] labels, RandomStream random) {
    Map<Integer, List<Integer>> byClass = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      byClass.computeIfAbsent(labels[i], key -> new ArrayList<>()).add(i);
    }
    List<int[]> shuffled = new ArrayList<>();
    for (List<Integer> rows : byClass.values()) {
      int[] own = rows.stream().mapToInt(Integer::intValue).toArray();
      random.shuffle(own);
      shuffled.add(own);
    }
    int[] order = new int[labels.length];
    int filled = 0;
    for (int turn = 0; filled < order.length; turn++) {
      for (int[] own : shuffled) {
        if (turn < own.length) {
          order[filled++] = own[turn];
        }
      }
    }
    return order;
  }
}
