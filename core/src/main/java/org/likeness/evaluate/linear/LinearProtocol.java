package org.likeness.evaluate.linear;

import java.util.List;
import org.likeness.classifier.LogisticRegression;
import org.likeness.optim.Lars;
import org.likeness.optim.Schedule;
import org.likeness.optim.Schedules;

/**
 * How a linear classifier is trained: by the features of the images, computed once, or as in a
 * paper, by those of views that are drawn anew in each epoch. All use momentum 0.9 and start with
 * weights of 0; those of the papers have no batch norm in front. Rates of {@code scaled} protocols
 * are those of a batch of 256 and grow with the batch.
 */
public enum LinearProtocol {
  /** On features computed once, standardised; rate and decay are chosen by validation images. */
  FEATURES(Updates.SGD, 256, 30, 0, false, Fall.COSINE, 0),
  /** CMC, for its ResNet-50: rate 30, a fifth of it at 30, 40 and 50 of 60 epochs. */
  CMC(Updates.SGD, 256, 60, 30, false, Fall.FIFTHS, 0),
  /** MoCo v1 and v2: rate 30, times 0.1 at 60 % and 80 % of the epochs. */
  MOCO(Updates.SGD, 256, 100, 30, false, Fall.TENTHS, 0),
  /** MoCo v3, ResNet-50. */
  MOCO_V3(Updates.SGD, 1024, 90, 0.1, true, Fall.COSINE, 0),
  /** SimCLR. */
  SIMCLR(Updates.NESTEROV, 4096, 90, 0.1, true, Fall.COSINE, 1e-6),
  /** BYOL. */
  BYOL(Updates.NESTEROV, 4096, 80, 0.2, true, Fall.COSINE, 0),
  /** SwAV. */
  SWAV(Updates.SGD, 256, 100, 0.3, false, Fall.COSINE, 1e-6),
  /** SimSiam, as in the code of its authors: LARS in the form LARC. */
  SIMSIAM(Updates.LARS, 4096, 90, 0.1, true, Fall.COSINE, 0),
  /** DINO, on the backbone's features. */
  DINO(Updates.SGD, 1024, 100, 0.001, true, Fall.COSINE, 0);

  private static final double MOMENTUM = 0.9;
  private static final double TRUST = 0.001;
  private static final List<Double> MOCO_DROPS = List.of(0.6, 0.8); // of all epochs
  private static final List<Double> CMC_DROPS = List.of(30 / 60.0, 40 / 60.0, 50 / 60.0);

  private final Updates updates;
  private final int batch;
  private final int epochs;
  private final double rate;
  private final boolean scaled;
  private final Fall fall;
  private final double decay;

  /** What updates the classifier. */
  private enum Updates {
    SGD,
    NESTEROV,
    LARS
  }

  /** How the rate falls. */
  private enum Fall {
    /** By half a cosine to 0. */
    COSINE,
    /** To a tenth at 60 % and at 80 % of the epochs. */
    TENTHS,
    /** To a fifth at a half, two thirds and five sixths of the epochs. */
    FIFTHS
  }

  LinearProtocol(
      Updates updates,
      int batch,
      int epochs,
      double rate,
      boolean scaled,
      Fall fall,
      double decay) {
    this.updates = updates;
    this.batch = batch;
    this.epochs = epochs;
    this.rate = rate;
    this.scaled = scaled;
    this.fall = fall;
    this.decay = decay;
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

  /** The optimizer's name in reports. */
  String optimizer() {
    return updates == Updates.LARS ? "LARS" : "SGD";
  }

  /** A new classifier with the protocol's optimizer; not inside a scope, the caller closes it. */
  LogisticRegression classifier(int width, int classes) {
    return updates == Updates.LARS
        ? new LogisticRegression(
            width,
            classes,
            groups -> new Lars(groups, new Lars.Options(Lars.Form.LARC, MOMENTUM, TRUST)))
        : new LogisticRegression(width, classes, updates == Updates.NESTEROV);
  }

  /** The base rate with so many images per step. */
  double rate(int images) {
    return scaled ? Schedules.linearScaling(rate, images) : rate;
  }

  /** The rates of a training with this base rate. */
  Schedule schedule(double base, int trained, long stepsPerEpoch) {
    return switch (fall) {
      case COSINE -> Schedules.cosine(base, 0, trained * stepsPerEpoch);
      case TENTHS -> Schedules.milestones(base, epochs(trained, MOCO_DROPS), 0.1, stepsPerEpoch);
      case FIFTHS -> Schedules.milestones(base, epochs(trained, CMC_DROPS), 0.2, stepsPerEpoch);
    };
  }

  private static List<Double> epochs(int trained, List<Double> shares) {
    return shares.stream().map(share -> share * trained).toList();
  }
}
