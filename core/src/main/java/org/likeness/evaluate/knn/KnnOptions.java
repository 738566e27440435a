package org.likeness.evaluate.knn;

import java.util.List;

/**
 * The grid of a kNN evaluation. All combinations use one search for the largest {@code k}.
 *
 * @param k numbers of neighbours, each at least 1
 * @param tau temperatures, each at least 0.002 (below that, exp(1 / tau) exceeds the range of a
 *     double)
 * @param centred subtract the mean of the bank from all vectors first: needed for pixels and other
 *     vectors with similar directions
 * @param excludeSelf bank and queries are one set, and no image is its own neighbour
 */
public record KnnOptions(List<Integer> k, List<Double> tau, boolean centred, boolean excludeSelf) {
  static final double SMALLEST_TAU = 0.002;

  public KnnOptions {
    k = List.copyOf(k);
    tau = List.copyOf(tau);
    if (k.isEmpty() || k.stream().anyMatch(value -> value < 1)) {
      throw new IllegalArgumentException(
          "k must have at least one number, each at least 1, but is " + k);
    }
    if (tau.isEmpty()) {
      throw new IllegalArgumentException("tau must have at least one number but is empty");
    }
    tau.forEach(KnnOptions::checkTau);
  }

  /** The paper's: k = 200, tau = 0.07 (Wu et al., CVPR 2018, section 3.4). */
  public static KnnOptions paper() {
    return new KnnOptions(List.of(200), List.of(0.07), false, false);
  }

  static void checkTau(double tau) {
    if (!(tau >= SMALLEST_TAU) || !Double.isFinite(tau)) {
      throw new IllegalArgumentException("tau must be at least " + SMALLEST_TAU + " but is " + tau);
    }
  }
}
