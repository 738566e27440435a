package org.likeness.loss;

/**
 * Where a loss sits when every embedding is the same unit vector (for SwAV and DINO: when all
 * logits are equal). A run whose loss stays there has collapsed or has not started. The temperature
 * plays no part unless it is an argument.
 */
public final class Collapse {
  private Collapse() {}

  /** {@link NonParametricSoftmax} over n images; SwAV over n prototypes, DINO over n outputs. */
  public static double softmax(long n) {
    return Math.log((double) n);
  }

  /**
   * {@link NoiseContrastive} with the exact Z (every P is 1/n) and without eps. CMC adds two of
   * them.
   */
  public static double noiseContrastive(long m) {
    return Math.log1p((double) m) + m * Math.log1p(1.0 / m);
  }

  /**
   * Cross-entropy of one key among m negatives (MoCo's queue of m keys). CMC's softmax form adds
   * two of them.
   */
  public static double oneAmong(long m) {
    return Math.log1p((double) m);
  }

  /** {@link InstanceSpreading} in its released and full form, over B images of two views. */
  public static double instanceSpreading(int batch, double negM) {
    return instanceSpreading(batch, negM, Hardness.ALL);
  }

  /** As {@link #instanceSpreading(int, double)}, with all negatives or half of them. */
  public static double instanceSpreading(int batch, double negM, Hardness which) {
    long negatives = which == Hardness.ALL ? 2L * batch - 2 : batch - 1L;
    double denominator = negM * negatives + 1;
    return Math.log(denominator) - negM * spread(negatives, denominator);
  }

  /** {@link InstanceSpreading} in the paper's form, summed over B images. */
  public static double instanceSpreadingPaper(int batch) {
    return batch * (Math.log(batch) - spread(batch - 1L, batch));
  }

  /** {@link TripletMargin}: both distances are 0. */
  public static double triplet(double margin) {
    return margin;
  }

  /** NT-Xent (SimCLR), mean over the 2B anchors. */
  public static double ntXent(int batch) {
    return Math.log(2.0 * batch - 1);
  }

  /** MoCo v3: both directions, each scaled by twice the temperature. */
  public static double mocoV3(int batch, double tau) {
    return 4 * tau * Math.log(batch);
  }

  /** One prediction step of CPC: every cell of every image is a candidate. */
  public static double cpcStep(int batch, int height, int width) {
    return Math.log((double) batch * height * width);
  }

  /** {@code negatives * log(1 - 1/denominator)}; 0 where there are no negatives. */
  private static double spread(long negatives, double denominator) {
    return negatives == 0 ? 0 : negatives * Math.log1p(-1 / denominator);
  }
}
