package org.likeness.evaluate.similarity;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** Options of {@link SimilarityEvaluation}. */
public record SimilarityOptions(
    @Option(
            value = "5",
            range = "[1, inf)",
            help =
                "numbers of nearest images of the same class, and of others, for each test image")
        int neighbours,
    @Option(
            value = "50",
            range = "[2, 1000]",
            help = "bins of the histograms, between the least and the greatest cosine")
        int bins,
    @Option(
            help =
                "column of the data set, such as animal or group, that says which images belong together; empty for their classes")
        String by) {
  /** The five nearest by class, as InvaSpread's figure. */
  public static SimilarityOptions defaults() {
    return OptionRecords.defaults(SimilarityOptions.class);
  }
}
