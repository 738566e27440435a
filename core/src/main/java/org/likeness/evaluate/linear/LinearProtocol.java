package org.likeness.evaluate.linear;

import java.util.List;
import org.likeness.optim.Schedule;
import org.likeness.optim.Schedules;

/**
 * How a linear classifier is trained: by the features of the images, computed once, or as in a
 * paper, by those of views that are drawn anew in each epoch. All use SGD with momentum 0.9; those
 * of the papers have no batch norm in front. Rates of {@code scaled} protocols are those of a batch
 * of 256 and grow with the batch.
 */
public enum LinearProtocol {
  /** On features computed once, standardised; rate and decay are chosen by validation images. */
  FEATURES(256, 30, 0, false, true, 0, false),
  /** MoCo v1 and v2: rate 30, times 0.1 at 60 % and 80 % of the epochs. */
  MOCO(256, 100, 30, false, false, 0, false),
  /** MoCo v3, ResNet-50. */
  MOCO_V3(1024, 90, 0.1, true, true, 0, false),
  /** SimCLR. */
  SIMCLR(4096, 90, 0.1, true, true, 1e-6, true),
  /** BYOL. */
  BYOL(4096, 80, 0.2, true, true, 0, true),
  /** SwAV. */
  SWAV(256, 100, 0.3, false, true, 1e-6, false),
  /** DINO, on the backbone's features. */
  DINO(1024, 100, 0.001, true, true, 0, false);

  private static final List<Double> MILESTONES = List.of(0.6, 0.8); // of all epochs
  private static final double GAMMA = 0.1;

  private final int batch;
  private final int epochs;
  private final double rate;
  private final boolean scaled;
  private final boolean cosine;
  private final double decay;
  private final boolean nesterov;

  LinearProtocol(
      int batch,
      int epochs,
      double rate,
      boolean scaled,
      boolean cosine,
      double decay,
      boolean nesterov) {
    this.batch = batch;
    this.epochs = epochs;
    this.rate = rate;
    this.scaled = scaled;
    this.cosine = cosine;
    this.decay = decay;
    this.nesterov = nesterov;
  }

  /** True if the images are augmented: a random crop and a flip in each epoch. */
  boolean augmented() {
    return this != FEATURES;
  }

  /** Epochs of the paper. */
  int epochs() {
    return epochs;
  }

  /** Images per step of the paper. */
  int batch() {
    return batch;
  }

  double decay() {
    return decay;
  }

  boolean nesterov() {
    return nesterov;
  }

  /** The base rate with so many images per step. */
  double rate(int images) {
    return scaled ? Schedules.linearScaling(rate, images) : rate;
  }

  /** The rates of a training with this base rate. */
  Schedule schedule(double base, int trained, long stepsPerEpoch) {
    return cosine
        ? Schedules.cosine(base, 0, trained * stepsPerEpoch)
        : Schedules.milestones(
            base, MILESTONES.stream().map(share -> share * trained).toList(), GAMMA, stepsPerEpoch);
  }
}
