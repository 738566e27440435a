package org.likeness.train;

import java.util.List;
import java.util.Optional;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;
import org.likeness.torch.ComputeDevice;

/** Training options. The defaults suit a small run on a few cores. */
public record TrainOptions(
    @Option(value = "100", range = "[1, inf)", help = "number of epochs") int epochs,
    @Option(value = "128", range = "[2, inf)", help = "images per batch, B") int batch,
    @Option(value = "0.03", range = "[0, inf)", help = "base learning rate") double lr,
    @Option(
            value = "none",
            help =
                "scaling of the rate with the accumulated batch; linear is lr * batch / 256, sqrt is lr * sqrt(batch)")
        LrScaling lrScaling,
    @Option(value = "sgd", help = "optimizer; its options are in the section optimizer")
        String optimizer,
    @Option(value = "5e-4", range = "[0, inf)", help = "weight decay") double weightDecay,
    @Option(
            range = "[0, inf)",
            help =
                "weight decay at the end, reached by half a cosine over the whole run (DINO); empty for a constant one")
        Optional<Double> weightDecayEnd,
    @Option(
            value = "cosine",
            help =
                "learning rate schedule; cosine is updated each step, cosine-epoch each epoch, step at the milestones")
        ScheduleKind schedule,
    @Option(
            range = "(0, inf)",
            help = "epochs at which the rate is reduced, ascending (schedule step)")
        List<Double> milestones,
    @Option(
            value = "0.1",
            range = "(0, 1]",
            help = "factor of the rate at each milestone (schedule step)")
        double gamma,
    @Option(
            range = "[0, 1]",
            help =
                "factors of the base rate from each milestone on, instead of gamma (schedule step)")
        List<Double> factors,
    @Option(
            value = "0",
            range = "[0, inf)",
            help = "epochs of linear warm-up, fractions allowed; at most half of all epochs")
        double warmupEpochs,
    @Option(
            value = "0",
            range = "[0, inf)",
            help = "rate at which the warm-up starts (SwAV), not scaled with the batch")
        double warmupLr,
    @Option(
            value = "0",
            range = "[0, inf)",
            help =
                "rate that a cosine approaches at the end (SwAV, DINO), not scaled with the batch")
        double finalLr,
    @Option(value = "1", range = "[1, inf)", help = "batches per update") int accumulate,
    @Option(
            value = "float32",
            help = "precision of convolutions and matrix products; weights stay float32")
        Precision precision,
    @Option(value = "cpu", help = "device; cuda needs a build with libtorch for CUDA")
        ComputeDevice device,
    @Option(
            value = "false",
            help =
                "memory order that makes many convolutions faster; used only if all channels are multiples of 8 and at least 16")
        boolean channelsLast,
    @Option(value = "0", range = "[0, 1024]", help = "threads per operation; 0 for all cores")
        int threads,
    @Option(
            value = "0",
            range = "[0, 1024]",
            help = "threads that decode and augment; 0 for one per core")
        int workers,
    @Option(
            value = "1",
            range = "[0, inf)",
            help = "epochs between checkpoints; 0 for only one after the last epoch")
        int checkpointEpochs,
    @Option(
            value = "10",
            range = "[0, inf)",
            help = "minutes between checkpoints within an epoch; 0 for none")
        double checkpointMinutes,
    @Option(
            value = "0",
            range = "[0, inf)",
            help = "updates between checkpoints within an epoch; 0 for none")
        int checkpointSteps,
    @Option(
            range = "[1, inf)",
            help =
                "epochs, from 1, whose checkpoints are kept in addition to the last two and the best")
        List<Integer> keep,
    @Option(
            value = "copies, knn",
            help =
                "metrics that select the best checkpoint, higher is better; the first one that is measured is used")
        List<String> best,
    @Option(value = "true", help = "skip the last batch of an epoch if it is incomplete")
        boolean dropLast,
    @Option(value = "10", range = "[1, inf)", help = "steps between step lines in metrics.jsonl")
        int logSteps,
    @Option(
            value = "false",
            help =
                "train a linear classifier along; its accuracy on the validation images is the metric probe (needs labels)")
        boolean probe,
    @Option(
            value = "0",
            range = "[0, inf)",
            help =
                "stop when the metric of train.best no longer rises over so many measured epochs; 0 to train all epochs")
        int patience) {

  public TrainOptions {
    milestones = List.copyOf(milestones);
    factors = List.copyOf(factors);
    keep = List.copyOf(keep);
    best = List.copyOf(best);
    check(
        schedule != ScheduleKind.STEP || !milestones.isEmpty(),
        "milestones must not be empty with schedule step");
    for (int i = 1; i < milestones.size(); i++) {
      check(
          milestones.get(i) > milestones.get(i - 1),
          "milestones must be ascending but is " + OptionValues.text(milestones));
    }
    check(
        factors.isEmpty() || factors.size() == milestones.size(),
        "factors must have one value for each of "
            + milestones.size()
            + " milestones but has "
            + factors.size());
    for (int epoch : keep) {
      check(
          epoch <= epochs, "keep must contain epochs in [1, " + epochs + "] but contains " + epoch);
    }
  }

  private static void check(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException(message);
    }
  }

  /** The default of every option. */
  public static TrainOptions defaults() {
    return OptionRecords.defaults(TrainOptions.class);
  }

  /** The highest rate: {@code lr}, scaled with the images of one update. */
  public double peakLr() {
    return LearningRate.base(this);
  }

  /** Updates per epoch over {@code images}. */
  public long stepsPerEpoch(int images) {
    long batches = dropLast ? images / batch : (images + batch - 1L) / batch;
    return dropLast ? batches / accumulate : (batches + accumulate - 1) / accumulate;
  }
}
