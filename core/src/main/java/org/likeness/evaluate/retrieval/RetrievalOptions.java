package org.likeness.evaluate.retrieval;

import java.util.List;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** Options of {@link RetrievalEvaluation}; the defaults are those of CUB200 and Cars196. */
public record RetrievalOptions(
    @Option(
            value = "1, 2, 4, 8",
            range = "[1, inf)",
            size = "[1, inf)",
            help = "the numbers of neighbours K among which one of the class is searched")
        List<Integer> recall,
    @Option(
            value = "10",
            range = "[0, inf)",
            help = "how often k-means begins anew for the mutual information; 0 leaves it out")
        int restarts,
    @Option(
            help =
                "column of the data set, such as animal or group, that says which images belong together; empty for their classes")
        String by) {
  public RetrievalOptions {
    recall = List.copyOf(recall);
  }

  /** The setting of InvaSpread's tables. */
  public static RetrievalOptions defaults() {
    return OptionRecords.defaults(RetrievalOptions.class);
  }
}
