package org.likeness.train;

import java.util.List;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;
import org.likeness.torch.ComputeDevice;

/** How a method is trained. The defaults suit a small run on a few cores. */
public record TrainOptions(
    @Option(value = "100", range = "[1, inf)", help = "passes over the images") int epochs,
    @Option(value = "128", range = "[2, inf)", help = "images of one batch, B") int batch,
    @Option(value = "0.03", range = "[0, inf)", help = "base learning rate") double lr,
    @Option(
            value = "none",
            help =
                "how the rate grows with the batch, as accumulated; linear is lr * batch / 256, sqrt is lr * sqrt(batch)")
        LrScaling lrScaling,
    @Option(
            value = "sgd",
            help = "what moves the weights; its own options are the section optimizer")
        String optimizer,
    @Option(value = "5e-4", range = "[0, inf)", help = "weight decay") double weightDecay,
    @Option(
            value = "cosine",
            help =
                "how the rate falls; half a cosine by steps (cosine) or by epochs (cosine-epoch), at milestones (step), or not at all (constant)")
        ScheduleKind schedule,
    @Option(
            range = "(0, inf)",
            help = "epochs from which the rate is smaller, rising (schedule step)")
        List<Double> milestones,
    @Option(
            value = "0.1",
            range = "(0, 1]",
            help = "what each milestone multiplies the rate by (schedule step)")
        double gamma,
    @Option(
            range = "[0, 1]",
            help =
                "factor of the base rate from each milestone on, instead of gamma (schedule step)")
        List<Double> factors,
    @Option(
            value = "0",
            range = "[0, inf)",
            help =
                "epochs, or parts of one, over which the rate first grows evenly from 0; at most half of all")
        double warmupEpochs,
    @Option(value = "1", range = "[1, inf)", help = "batches of one update") int accumulate,
    @Option(
            value = "float32",
            help = "arithmetic of convolutions and products; weights stay float32")
        Precision precision,
    @Option(value = "cpu", help = "where tensors are computed; cuda needs libtorch built for it")
        ComputeDevice device,
    @Option(
            value = "false",
            help =
                "memory order that many convolutions are faster with; not used where a convolution's channels are not a multiple of 8")
        boolean channelsLast,
    @Option(value = "0", range = "[0, 1024]", help = "threads of one operation; 0 for all cores")
        int threads,
    @Option(
            value = "0",
            range = "[0, 1024]",
            help = "threads that decode and augment; 0 for as many as there are cores")
        int workers,
    @Option(
            value = "1",
            range = "[0, inf)",
            help = "epochs between two checkpoints; 0 for one after the last epoch only")
        int checkpointEpochs,
    @Option(
            value = "10",
            range = "[0, inf)",
            help = "minutes between two checkpoints within an epoch; 0 for none")
        double checkpointMinutes,
    @Option(
            value = "0",
            range = "[0, inf)",
            help = "updates between two checkpoints within an epoch; 0 for none")
        int checkpointSteps,
    @Option(
            range = "[1, inf)",
            help =
                "epochs, counted from 1, whose checkpoints are kept beside the last two and the best")
        List<Integer> keep,
    @Option(
            value = "copies, knn",
            help =
                "metrics that decide which checkpoint is the best, higher being better; the first one that is measured counts")
        List<String> best,
    @Option(value = "true", help = "leave out an epoch's last batch where it is not full")
        boolean dropLast,
    @Option(
            value = "0.05",
            range = "[0, 1]",
            help = "largest share of the images that may fail to decode before the run stops")
        double maxSkipped,
    @Option(value = "10", range = "[1, inf)", help = "steps between two lines in the metrics")
        int logSteps) {

  public TrainOptions {
    milestones = List.copyOf(milestones);
    factors = List.copyOf(factors);
    keep = List.copyOf(keep);
    best = List.copyOf(best);
    check(
        schedule != ScheduleKind.STEP || !milestones.isEmpty(),
        "milestones must name epochs where schedule is step but is empty");
    for (int i = 1; i < milestones.size(); i++) {
      check(
          milestones.get(i) > milestones.get(i - 1),
          "milestones must rise but is " + OptionValues.text(milestones));
    }
    check(
        factors.isEmpty() || factors.size() == milestones.size(),
        "factors must have one number for each of "
            + milestones.size()
            + " milestones but has "
            + factors.size());
    for (int epoch : keep) {
      check(epoch <= epochs, "keep must name epochs in [1, " + epochs + "] but names " + epoch);
    }
  }

  private static void check(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException(message);
    }
  }

  /** What a small run on a few cores begins with; recipes say what they differ in. */
  public static TrainOptions defaults() {
    return OptionRecords.defaults(TrainOptions.class);
  }

  /** Updates of one epoch over {@code images}. */
  public long stepsPerEpoch(int images) {
    long batches = dropLast ? images / batch : (images + batch - 1L) / batch;
    return dropLast ? batches / accumulate : (batches + accumulate - 1) / accumulate;
  }
}
