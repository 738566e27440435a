package org.likeness.pretraining;

import java.util.List;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * How images are split into training, validation and test images. A test part of the data set
 * ({@code test}, or {@code val}) is used as it is. Neither {@code share} nor {@code classes}
 * changes which images are test or validation images.
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
    @Option(
            value = "2000",
            range = "[2, inf)",
            help = "maximum number of validation images; no more are held out")
        int validationLimit,
    @Option(
            value = "1",
            range = "(0, 1]",
            help =
                "fraction of the training images that are learned from; smaller ones are contained in larger ones")
        double share,
    @Option(
            help =
                "classes that are learned from; names, or a text file with one per line; empty for all")
        List<String> classes,
    @Option(
            value = "others",
            help = "classes of the test images where split.classes is set, those not learned from")
        TestClasses testClasses) {

  public SplitOptions {
    classes = List.copyOf(classes);
  }

  public static SplitOptions defaults() {
    return OptionRecords.defaults(SplitOptions.class);
  }

  /** The same classes and share of the training part, with other test and validation parts. */
  public SplitOptions withShares(double newTest, double newValidation, int newLimit) {
    return new SplitOptions(newTest, newValidation, newLimit, share, classes, testClasses);
  }

  /** The same parts, learning from another share of the training part. */
  public SplitOptions withShare(double newShare) {
    return new SplitOptions(
        testShare, validationShare, validationLimit, newShare, classes, testClasses);
  }

  /** The same parts, learning from some classes. */
  public SplitOptions withClasses(List<String> newClasses, TestClasses newTested) {
    return new SplitOptions(
        testShare, validationShare, validationLimit, share, newClasses, newTested);
  }
}
