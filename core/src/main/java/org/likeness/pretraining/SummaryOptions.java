package org.likeness.pretraining;

import java.util.List;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * What is measured once, at the end, on the test part: raw pixels, the untrained network and the
 * trained one.
 */
public record SummaryOptions(
    @Option(value = "0", range = "[0, inf)", help = "at most so many test images; 0 for all")
        int images,
    @Option(
            value = "0",
            range = "[0, inf)",
            help = "at most so many training images among which neighbours are searched; 0 for all")
        int bank,
    @Option(value = "200", range = "[1, inf)", help = "neighbours of the papers' kNN protocol")
        int k,
    @Option(value = "0.1", range = "(0, inf)", help = "temperature of the papers' kNN protocol")
        double tau,
    @Option(
            value = "1, 5, 20, 50, 200",
            range = "[1, inf)",
            size = "[1, inf)",
            help = "numbers of neighbours from which the best is taken, on the validation part")
        List<Integer> gridK,
    @Option(
            value = "0.02, 0.05, 0.1, 0.2",
            range = "(0, inf)",
            size = "[1, inf)",
            help = "temperatures from which the best is taken, on the validation part")
        List<Double> gridTau) {
  public SummaryOptions {
    gridK = List.copyOf(gridK);
    gridTau = List.copyOf(gridTau);
  }

  public static SummaryOptions defaults() {
    return OptionRecords.defaults(SummaryOptions.class);
  }
}
