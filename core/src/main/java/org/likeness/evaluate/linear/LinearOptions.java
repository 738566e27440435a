package org.likeness.evaluate.linear;

import java.util.List;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** Options of {@link LinearEvaluation}. */
public record LinearOptions(
    @Option(
            value = "features",
            help =
                "features computes them once; the others are protocols of papers, with new views in each epoch")
        LinearProtocol protocol,
    @Option(value = "0", range = "[0, inf)", help = "epochs; 0 for those of the protocol")
        int epochs,
    @Option(
            value = "0",
            range = "[0, inf)",
            help = "images per step, at most all; 0 for those of the protocol")
        int batch,
    @Option(
            value = "0.003, 0.01, 0.03, 0.1",
            range = "(0, inf)",
            size = "[1, inf)",
            help = "learning rates to choose from on the validation images (protocol features)")
        List<Double> lr,
    @Option(
            value = "0, 1e-4, 1e-3, 1e-2",
            range = "[0, inf)",
            size = "[1, inf)",
            help = "weight decays to choose from on the validation images (protocol features)")
        List<Double> weightDecay) {
  public LinearOptions {
    lr = List.copyOf(lr);
    weightDecay = List.copyOf(weightDecay);
  }

  /** Features computed once, rate and decay chosen. */
  public static LinearOptions defaults() {
    return OptionRecords.defaults(LinearOptions.class);
  }

  /** Images per step, of so many. */
  int batch(int images) {
    return Math.min(batch == 0 ? protocol.batch() : batch, images);
  }

  /** The epochs, where 0 stands for those of the protocol. */
  int trained() {
    return epochs == 0 ? protocol.epochs() : epochs;
  }
}
