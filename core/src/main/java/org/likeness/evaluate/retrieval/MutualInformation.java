package org.likeness.evaluate.retrieval;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How much two labellings of the same rows say about each other, in natural units.
 *
 * @param mutual mutual information
 * @param first entropy of the first labelling
 * @param second entropy of the second
 */
record MutualInformation(double mutual, double first, double second) {

  /** Of two labellings of the same length. */
  static MutualInformation of(int[] a, int[] b) {
    if (a.length != b.length || a.length == 0) {
      throw new IllegalArgumentException(
          "two labellings must have the same rows but have " + a.length + " and " + b.length);
    }
    Map<Integer, Integer> countsA = new HashMap<>();
    Map<Integer, Integer> countsB = new HashMap<>();
    Map<Long, Integer> both = new HashMap<>();
    for (int i = 0; i < a.length; i++) {
      countsA.merge(a[i], 1, Integer::sum);
      countsB.merge(b[i], 1, Integer::sum);
      both.merge((long) a[i] << 32 | b[i], 1, Integer::sum);
    }
    double entropyA = entropy(countsA.values().stream().mapToInt(Integer::intValue).toArray());
    double entropyB = entropy(countsB.values().stream().mapToInt(Integer::intValue).toArray());
    double joint = entropy(both.values().stream().mapToInt(Integer::intValue).toArray());
    return new MutualInformation(Math.max(0, entropyA + entropyB - joint), entropyA, entropyB);
  }

  private static double entropy(int[] counts) {
    double n = Arrays.stream(counts).sum();
    double entropy = 0;
    for (int count : counts) {
      entropy -= count / n * Math.log(count / n);
    }
    return entropy;
  }

  /** Over the arithmetic mean of both entropies; 1 where both are 0, as in scikit-learn. */
  double arithmetic() {
    return normalised((first + second) / 2);
  }

  /** Over the geometric mean of both entropies, scikit-learn's default before version 0.22. */
  double geometric() {
    return normalised(Math.sqrt(first * second));
  }

  private double normalised(double mean) {
    if (first == 0 && second == 0) {
      return 1;
    }
    return mean == 0 ? 0 : Math.min(1, mutual / mean);
  }
}
