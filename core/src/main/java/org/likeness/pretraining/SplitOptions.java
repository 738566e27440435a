package org.likeness.pretraining;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * Which images are learned from, which choose the epoch, which are looked at once at the end. A
 * part that the data set names itself ({@code test}, or {@code val}) is used as it is.
 */
public record SplitOptions(
    @Option(
            value = "0.15",
            range = "[0, 1)",
            help =
                "share of the images that are test images, where the data set names no test part; 0 to train on all")
        double testShare,
    @Option(
            value = "0.1",
            range = "[0, 1)",
            help = "share of the training images that are validation images instead; 0 for none")
        double validationShare,
    @Option(value = "2000", range = "[2, inf)", help = "at most so many validation images")
        int validationLimit) {

  public static SplitOptions defaults() {
    return OptionRecords.defaults(SplitOptions.class);
  }
}
