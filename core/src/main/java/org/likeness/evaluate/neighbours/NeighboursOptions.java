package org.likeness.evaluate.neighbours;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** Options of {@link NeighboursEvaluation}. */
public record NeighboursOptions(
    @Option(value = "10", range = "[1, inf)", help = "number of nearest images of each test image")
        int k,
    @Option(
            value = "4",
            range = "[1, 100]",
            help = "number of best cases drawn, of worst cases, and of any images")
        int cases,
    @Option(
            value = "train",
            help = "what is searched, the training images or the other test images")
        NeighboursBank bank) {
  /** Among the training images. */
  public NeighboursOptions(int k, int cases) {
    this(k, cases, NeighboursBank.TRAIN);
  }

  /** The ten nearest, as in InstDisc's figure 5. */
  public static NeighboursOptions defaults() {
    return OptionRecords.defaults(NeighboursOptions.class);
  }
}
