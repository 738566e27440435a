package org.likeness.pretraining;

import java.util.HashSet;
import java.util.List;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * What is measured once, at the end, on the test part: raw pixels, the untrained network and the
 * trained one. Each evaluation has its own options in a section of its name below this one.
 */
public record SummaryOptions(
    @Option(value = "0", range = "[0, inf)", help = "at most so many test images; 0 for all")
        int images,
    @Option(
            value = "0",
            range = "[0, inf)",
            help = "at most so many training images among which neighbours are searched; 0 for all")
        int bank,
    @Option(
            value = "copies, knn",
            help = "what is measured, in this order; what needs labels is left out without them")
        List<String> evaluations) {
  public SummaryOptions {
    evaluations = each(evaluations);
  }

  /** A list of evaluations that names each once. */
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
