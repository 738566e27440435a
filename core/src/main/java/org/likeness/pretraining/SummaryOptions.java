package org.likeness.pretraining;

import java.util.List;

/**
 * What is measured once, at the end, on the test part: raw pixels, the untrained network and the
 * trained one.
 *
 * @param images at most so many test images; 0 for all
 * @param bank at most so many training images that neighbours are looked for among; 0 for all
 * @param k neighbours of the papers' kNN protocol
 * @param tau temperature of the papers' kNN protocol
 * @param gridK numbers of neighbours from which the best is taken, on the validation part
 * @param gridTau temperatures from which the best is taken, on the validation part
 */
public record SummaryOptions(
    int images, int bank, int k, double tau, List<Integer> gridK, List<Double> gridTau) {
  public SummaryOptions {
    gridK = List.copyOf(gridK);
    gridTau = List.copyOf(gridTau);
    if (images < 0 || bank < 0) {
      throw new IllegalArgumentException(
          (images < 0 ? "images" : "bank")
              + " must not be negative but is "
              + Math.min(images, bank));
    }
    if (k < 1 || !(tau > 0)) {
      throw new IllegalArgumentException(
          k < 1 ? "k must be at least 1 but is " + k : "tau must be positive but is " + tau);
    }
    if (gridK.isEmpty() || gridK.stream().anyMatch(value -> value < 1)) {
      throw new IllegalArgumentException("grid-k must hold positive numbers but is " + gridK);
    }
    if (gridTau.isEmpty() || gridTau.stream().anyMatch(value -> !(value > 0))) {
      throw new IllegalArgumentException("grid-tau must hold positive numbers but is " + gridTau);
    }
  }

  public static SummaryOptions defaults() {
    return new SummaryOptions(
        0, 0, 200, 0.1, List.of(1, 5, 20, 50, 200), List.of(0.02, 0.05, 0.1, 0.2));
  }
}
