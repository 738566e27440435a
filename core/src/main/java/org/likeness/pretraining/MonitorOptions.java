package org.likeness.pretraining;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * What is measured after an epoch, on the validation part: altered copies that find their original,
 * the spread and effective rank of the embeddings, and, where there are labels, weighted kNN.
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
    @Option(value = "20", range = "[1, inf)", help = "neighbours of the kNN") int k,
    @Option(value = "0.1", range = "(0, inf)", help = "temperature of the kNN's votes")
        double tau) {

  public static MonitorOptions defaults() {
    return OptionRecords.defaults(MonitorOptions.class);
  }
}
