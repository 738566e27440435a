package org.likeness.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.likeness.error.InputException;
import org.likeness.finetune.FineTuneOptions;
import org.likeness.finetune.FineTuneProtocol;
import org.likeness.option.OptionRecords;
import picocli.CommandLine.Option;

/** How an encoder is fine-tuned: the components of {@link FineTuneOptions}. */
final class FineTuneArguments {
  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      description =
          "Epochs, rate and schedule: lightly (30 epochs, rate 0.05 * batch / 256, cosine), simclr (the same, 60 epochs below 10 %% of"
              + " the labels) or instdisc (70 epochs, rate 0.01, a tenth after each 30).")
  private @Nullable FineTuneProtocol protocol;

  @Option(names = "--epochs", paramLabel = "N", description = "Epochs. Default: the protocol's.")
  private @Nullable Integer epochs;

  @Option(
      names = "--updates",
      paramLabel = "N",
      description =
          "Least number of updates, reached by more epochs where images are few. Default: 500.")
  private @Nullable Integer updates;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images per batch. Default: a quarter of the images, at most 256.")
  private @Nullable Integer batch;

  @Option(names = "--lr", paramLabel = "N", description = "Learning rate. Default: the protocol's.")
  private @Nullable Double lr;

  @Option(
      names = "--scratch-lr",
      paramLabel = "N",
      description = "Learning rate of training from scratch. Default: 0.12 * batch / 256.")
  private @Nullable Double scratchLr;

  @Option(
      names = "--head-layers",
      paramLabel = "N",
      description =
          "First layers of the encoder's MLP head that stay below the classifier; SimCLR v2 keeps one. Default: 0.")
  private @Nullable Integer headLayers;

  @Option(
      names = "--no-scratch",
      description = "Do not train from scratch on the same labels for comparison.")
  private boolean noScratch;

  @Option(
      names = "--distill-epochs",
      paramLabel = "N",
      description =
          "Then train a network from random weights for so many epochs on what the fine-tuned one answers for all training images, without"
              + " their labels, the third step of SimCLR v2. Default: 0, not.")
  private @Nullable Integer distillEpochs;

  /**
   * The options.
   *
   * @throws InputException if a value is out of range
   */
  FineTuneOptions options(FineTuneProtocol usual) {
    FineTuneOptions options =
        FineTuneOptions.defaults().withProtocol(protocol == null ? usual : protocol);
    try {
      options = with(options, "epochs", epochs);
      options = with(options, "updates", updates);
      options = with(options, "batch", batch);
      options = with(options, "lr", lr);
      options = with(options, "scratch-lr", scratchLr);
      options = with(options, "head-layers", headLayers);
      options = with(options, "distill-epochs", distillEpochs);
      return noScratch ? OptionRecords.with(options, "scratch", false) : options;
    } catch (IllegalArgumentException e) {
      throw new InputException("--" + e.getMessage(), e);
    }
  }

  private static FineTuneOptions with(FineTuneOptions options, String key, @Nullable Object value) {
    return value == null ? options : OptionRecords.with(options, key, value);
  }

  /**
   * Shares of the labels from percentages.
   *
   * @throws InputException if one is not in (0, 100]
   */
  static List<Double> shares(List<Double> percentages) {
    List<Double> shares = new ArrayList<>();
    for (double percentage : percentages) {
      if (!(percentage > 0 && percentage <= 100)) {
        throw new InputException(
            "--labels must be percentages in (0, 100] but one is " + percentage);
      }
      shares.add(percentage / 100);
    }
    return shares;
  }
}
