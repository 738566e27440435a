package org.likeness.finetune;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** How an encoder is fine-tuned. Values of 0 are those of the protocol. */
public record FineTuneOptions(
    @Option(value = "lightly", help = "epochs, rate and schedule of a paper or a benchmark")
        FineTuneProtocol protocol,
    @Option(value = "0", range = "[0, inf)", help = "epochs; 0 for the protocol's") int epochs,
    @Option(
            value = "500",
            range = "[0, inf)",
            help = "least number of updates, reached by more epochs where images are few")
        int updates,
    @Option(
            value = "0",
            range = "[0, inf)",
            help = "images per batch; 0 for a quarter of the images, at most 256")
        int batch,
    @Option(value = "0", range = "[0, inf)", help = "learning rate; 0 for the protocol's")
        double lr,
    @Option(
            value = "0",
            range = "[0, inf)",
            help =
                "learning rate of training from scratch; 0 for 0.12 * batch / 256, the supervised method's")
        double scratchLr,
    @Option(value = "true", help = "also train from scratch on the same labels, for comparison")
        boolean scratch,
    @Option(
            value = "0",
            range = "[0, 10]",
            help =
                "first layers of the encoder's MLP head that stay below the classifier (SimCLR v2 keeps one)")
        int headLayers,
    @Option(
            value = "0",
            range = "[0, inf)",
            help =
                "epochs of a student that learns what the fine-tuned network answers for all training images (SimCLR v2); 0 for none")
        int distillEpochs) {

  /** Fine-tuning on all labels. */
  public static FineTuneOptions defaults() {
    return OptionRecords.defaults(FineTuneOptions.class);
  }

  /** The same options by another protocol. */
  public FineTuneOptions withProtocol(FineTuneProtocol other) {
    return OptionRecords.with(this, "protocol", other);
  }
}
