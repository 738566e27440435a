package org.likeness.evaluate.knn;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The formulas of kNN in plain Java: sorts everything, one query at a time. The twin that the fast
 * search is compared with.
 */
public final class SlowKnn {
  private SlowKnn() {}

  static double cosine(double[] a, double[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return aa == 0 || bb == 0 ? 0 : dot / Math.sqrt(aa * bb);
  }

  public static int[] nearest(double[][] bank, double[] query, int k, int without) {
    List<Integer> order =
        IntStream.range(0, bank.length)
            .filter(i -> i != without)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(i -> -cosine(bank[i], query))
                    .thenComparing(i -> i))
            .toList();
    return order.stream().limit(k).mapToInt(Integer::intValue).toArray();
  }

  public static int predict(
      double[][] bank, int[] labels, double[] query, int k, double tau, int without) {
    double[] votes = new double[IntStream.of(labels).max().orElse(0) + 1];
    for (int i : nearest(bank, query, k, without)) {
      votes[labels[i]] += Math.exp(cosine(bank[i], query) / tau);
    }
    int best = 0;
    for (int c = 1; c < votes.length; c++) {
      best = votes[c] > votes[best] ? c : best;
    }
    return best;
  }
}
