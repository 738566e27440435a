package org.likeness.pretraining;

import java.util.List;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * What is measured after an epoch, on the validation part. Each evaluation has its own options in a
 * section of its name below this one.
 */
public record MonitorOptions(
    @Option(
            value = "1",
            range = "[0, inf)",
            help = "epochs between two measurements; the last epoch is always measured; 0 for none")
        int every,
    @Option(value = "256", range = "[2, inf)", help = "at most so many validation images")
        int images,
    @Option(
            value = "1000",
            range = "[2, inf)",
            help = "at most so many training images among which neighbours are searched")
        int bank,
    @Option(
            value = "knn, copies, spread",
            help = "what is measured, in this order; what needs labels is left out without them")
        List<String> evaluations) {

  public MonitorOptions {
    evaluations = SummaryOptions.each(evaluations);
  }

  public static MonitorOptions defaults() {
    return OptionRecords.defaults(MonitorOptions.class);
  }
}
