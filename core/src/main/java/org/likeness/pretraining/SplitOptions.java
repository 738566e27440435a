package org.likeness.pretraining;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * How images are split into training, validation and test images. A test part of the data set
 * ({@code test}, or {@code val}) is used as it is.
 */
public record SplitOptions(
    @Option(
            value = "0.15",
            range = "[0, 1)",
            help =
                "fraction of the images that are test images, if the data set has no test part; 0 for none")
        double testShare,
    @Option(
            value = "0.1",
            range = "[0, 1)",
            help =
                "fraction of the other images that are validation images, if the data set names no validation part beside a test part; 0 for none")
        double validationShare,
    @Option(value = "2000", range = "[2, inf)", help = "maximum number of validation images")
        int validationLimit) {

  public static SplitOptions defaults() {
    return OptionRecords.defaults(SplitOptions.class);
  }
}
