package org.likeness.pretraining;

/**
 * What is measured after an epoch, on the validation part: altered copies that find their original,
 * the spread and effective rank of the embeddings, and, where there are labels, weighted kNN.
 *
 * @param every epochs between two measurements; the last epoch is always measured; 0 for none
 * @param images at most so many validation images
 * @param bank at most so many training images that neighbours are looked for among
 * @param k neighbours of the kNN
 * @param tau temperature of the kNN's votes
 */
public record MonitorOptions(int every, int images, int bank, int k, double tau) {
  public MonitorOptions {
    if (every < 0) {
      throw new IllegalArgumentException("every must not be negative but is " + every);
    }
    if (images < 2) {
      throw new IllegalArgumentException("images must be at least 2 but is " + images);
    }
    if (bank < 2) {
      throw new IllegalArgumentException("bank must be at least 2 but is " + bank);
    }
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1 but is " + k);
    }
    if (!(tau > 0)) {
      throw new IllegalArgumentException("tau must be positive but is " + tau);
    }
  }

  public static MonitorOptions defaults() {
    return new MonitorOptions(1, 256, 1000, 20, 0.1);
  }
}
