package org.likeness.finetune;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How a whole network is trained on labels, as in a paper, at a batch of 256. All use SGD with
 * momentum 0.9, SimCLR Nesterov's.
 */
public enum FineTuneProtocol {
  /** Of the benchmarks of lightly: 30 epochs, rate 0.05, cosine, no weight decay. */
  LIGHTLY(30, 0.05, true, 0, 0),
  /**
   * SimCLR (Chen et al., ICML 2020, appendix B.5): 60 epochs with fewer than 10 % of the labels,
   * otherwise 30, rate 0.05, no warm-up, no weight decay. The paper's batch is 4,096, at a rate of
   * 0.8.
   */
  SIMCLR(30, 0.05, true, 0, 0),
  /**
   * InstDisc (Wu et al., CVPR 2018, section 4.3): 70 epochs, rate 0.01, a tenth of it after each 30
   * epochs. The weight decay, 1e-4, is that of its pretraining.
   */
  INSTDISC(70, 0.01, false, 1e-4, 30);

  /** The batch that the rates belong to. */
  static final int BATCH = 256;

  private static final double FEW_LABELS = 0.1;

  private final int epochs;
  private final double rate;
  private final boolean linear;
  private final double decay;
  private final int step;

  FineTuneProtocol(int epochs, double rate, boolean linear, double decay, int step) {
    this.epochs = epochs;
    this.rate = rate;
    this.linear = linear;
    this.decay = decay;
    this.step = step;
  }

  /** Epochs for a share of the labels. */
  int epochs(double share) {
    return this == SIMCLR && share < FEW_LABELS ? 2 * epochs : epochs;
  }

  /** The rate for a batch: in proportion to it, or the same for all. */
  double rate(int batch) {
    return linear ? rate * batch / BATCH : rate;
  }

  /** Whether the momentum is Nesterov's. */
  boolean nesterov() {
    return this == SIMCLR;
  }

  double weightDecay() {
    return decay;
  }

  /** The epochs at which the rate falls to a tenth, for a number of epochs; empty for cosine. */
  List<Double> milestones(int ofEpochs) {
    return step == 0
        ? List.of()
        : IntStream.rangeClosed(1, (epochs - 1) / step)
            .mapToObj(i -> (double) i * step * ofEpochs / epochs)
            .toList();
  }
}
