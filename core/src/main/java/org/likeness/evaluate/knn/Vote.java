package org.likeness.evaluate.knn;

/**
 * How neighbours vote: each of the {@code k} nearest adds {@code exp(similarity / tau)} to its
 * class.
 *
 * @param k number of neighbours that vote
 * @param asked the requested number; more than {@code k} if the bank is smaller
 * @param tau temperature
 * @param centred the mean of the bank is subtracted from all vectors before their cosine is taken
 * @param excludeSelf bank and queries are one set, and no image is its own neighbour
 */
public record Vote(int k, int asked, double tau, boolean centred, boolean excludeSelf) {
  public Vote {
    if (k < 1 || asked < k) {
      throw new IllegalArgumentException("k must be in [1, " + asked + "] but is " + k);
    }
    KnnOptions.checkTau(tau);
  }
}
