package org.likeness.pretraining;

import java.util.HashSet;
import java.util.List;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * The evaluation at the end, on the test part: of raw pixels, the untrained network and the trained
 * one. Each evaluation has its own options in a subsection of its name.
 */
public record SummaryOptions(
    @Option(value = "0", range = "[0, inf)", help = "maximum number of test images; 0 for all")
        int images,
    @Option(
            value = "0",
            range = "[0, inf)",
            help = "maximum number of training images that are searched for neighbours; 0 for all")
        int bank,
    @Option(
            value = "usual",
            help = "features that are compared; usual for those of the evaluation or the method")
        FeatureChoice features,
    @Option(
            value = "copies, knn",
            help =
                "evaluations in their order; those that need labels are skipped without labels; with none nothing is measured or drawn")
        List<String> evaluations) {
  public SummaryOptions {
    evaluations = each(evaluations);
  }

  /** Checks that a list of evaluations names each once. */
  static List<String> each(List<String> evaluations) {
    if (new HashSet<>(evaluations).size() < evaluations.size()) {
      throw new IllegalArgumentException("evaluations must name each once but is " + evaluations);
    }
    return List.copyOf(evaluations);
  }

  public static SummaryOptions defaults() {
    return OptionRecords.defaults(SummaryOptions.class);
  }
}
