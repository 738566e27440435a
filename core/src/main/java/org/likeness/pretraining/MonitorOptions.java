package org.likeness.pretraining;

import java.util.List;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * The evaluation after an epoch, on the validation part. Each evaluation has its own options in a
 * subsection of its name.
 */
public record MonitorOptions(
    @Option(
            value = "1",
            range = "[0, inf)",
            help = "epochs between evaluations; the last epoch is always evaluated; 0 for none")
        int every,
    @Option(value = "256", range = "[2, inf)", help = "maximum number of validation images")
        int images,
    @Option(
            value = "1000",
            range = "[2, inf)",
            help = "maximum number of training images that are searched for neighbours")
        int bank,
    @Option(
            value = "usual",
            help = "features that are compared; usual for those of the evaluation or the method")
        FeatureChoice features,
    @Option(
            value = "knn, copies, spread",
            help = "evaluations in their order; those that need labels are skipped without labels")
        List<String> evaluations) {

  public MonitorOptions {
    evaluations = SummaryOptions.each(evaluations);
  }

  public static MonitorOptions defaults() {
    return OptionRecords.defaults(MonitorOptions.class);
  }
}
