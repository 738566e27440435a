package org.likeness.train;

import java.util.List;
import org.likeness.torch.ComputeDevice;

/**
 * How a method is trained.
 *
 * @param epochs passes over the images
 * @param batch images of one batch, B
 * @param lr base learning rate
 * @param lrScaling {@code none}; {@code linear} (lr * batch / 256); {@code sqrt} (lr *
 *     sqrt(batch)), with the batch as accumulated
 * @param optimizer one of {@link org.likeness.optim.Optimizers}, whose own options are the recipe's
 *     section {@code optimizer}
 * @param weightDecay of the optimizer
 * @param schedule {@code cosine} (each step), {@code cosine-epoch} (each epoch), {@code step} (at
 *     milestones), {@code constant}
 * @param milestones for {@code step}: epochs from which the rate is smaller, rising
 * @param gamma for {@code step}: what each milestone multiplies the rate by
 * @param factors for {@code step}, instead of gamma: the factor of the base rate from each
 *     milestone on
 * @param warmupEpochs the rate grows evenly from 0 over this many epochs first, or over half of all
 *     where those are fewer; parts of epochs are allowed
 * @param accumulate batches of one update
 * @param precision {@code float32}, or {@code bfloat16} for convolutions and products (weights stay
 *     float32)
 * @param device {@code cpu}, or {@code cuda} where libtorch is built for it
 * @param channelsLast memory order that many convolutions are faster with; not used where a
 *     convolution has other than a multiple of 8 channels
 * @param threads of one operation; 0 for all cores
 * @param workers that decode and augment; 0 for as many as there are cores
 * @param checkpointEpochs a checkpoint each so many epochs; 0 for none at epochs' ends but the last
 * @param checkpointMinutes and within an epoch each so many minutes; 0 for none
 * @param checkpointSteps and within an epoch each so many updates; 0 for none
 * @param keep epochs (counted from 1) whose checkpoints are kept beside the last two and the best
 * @param best metrics of an epoch by which one checkpoint is the best, higher being better: the
 *     first of them that is measured decides
 * @param dropLast leave out the epoch's last batch where it is not full
 * @param maxSkipped largest share of images that may fail to decode before the run stops
 * @param logSteps one step of so many is written to the metrics
 */
public record TrainOptions(
    int epochs,
    int batch,
    double lr,
    LrScaling lrScaling,
    String optimizer,
    double weightDecay,
    ScheduleKind schedule,
    List<Double> milestones,
    double gamma,
    List<Double> factors,
    double warmupEpochs,
    int accumulate,
    Precision precision,
    ComputeDevice device,
    boolean channelsLast,
    int threads,
    int workers,
    int checkpointEpochs,
    double checkpointMinutes,
    int checkpointSteps,
    List<Integer> keep,
    List<String> best,
    boolean dropLast,
    double maxSkipped,
    int logSteps) {

  public TrainOptions {
    milestones = List.copyOf(milestones);
    factors = List.copyOf(factors);
    keep = List.copyOf(keep);
    best = List.copyOf(best);
    check(epochs >= 1, "epochs must be at least 1 but is " + epochs);
    check(batch >= 2, "batch must be at least 2 but is " + batch);
    check(lr >= 0 && Double.isFinite(lr), "lr must not be negative but is " + lr);
    check(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "weight-decay must not be negative but is " + weightDecay);
    check(gamma > 0 && gamma <= 1, "gamma must be in (0, 1] but is " + gamma);
    check(
        warmupEpochs >= 0 && Double.isFinite(warmupEpochs),
        "warmup-epochs must not be negative but is " + warmupEpochs);
    check(accumulate >= 1, "accumulate must be at least 1 but is " + accumulate);
    check(threads >= 0 && threads <= 1024, "threads must be in [0, 1024] but is " + threads);
    check(workers >= 0 && workers <= 1024, "workers must be in [0, 1024] but is " + workers);
    check(
        checkpointEpochs >= 0, "checkpoint-epochs must not be negative but is " + checkpointEpochs);
    check(
        checkpointMinutes >= 0,
        "checkpoint-minutes must not be negative but is " + checkpointMinutes);
    check(checkpointSteps >= 0, "checkpoint-steps must not be negative but is " + checkpointSteps);
    check(maxSkipped >= 0 && maxSkipped <= 1, "max-skipped must be in [0, 1] but is " + maxSkipped);
    check(logSteps >= 1, "log-steps must be at least 1 but is " + logSteps);
    checkMilestones(schedule, milestones, factors);
    for (int epoch : keep) {
      check(
          epoch >= 1 && epoch <= epochs,
          "keep must name epochs in [1, " + epochs + "] but names " + epoch);
    }
  }

  private static void checkMilestones(
      ScheduleKind schedule, List<Double> milestones, List<Double> factors) {
    check(
        schedule != ScheduleKind.STEP || !milestones.isEmpty(),
        "milestones must name epochs where schedule is step but is empty");
    for (int i = 0; i < milestones.size(); i++) {
      double last = i == 0 ? 0 : milestones.get(i - 1);
      check(milestones.get(i) > last, "milestones must be positive and rise but is " + milestones);
    }
    check(
        factors.isEmpty() || factors.size() == milestones.size(),
        "factors must have one number for each of "
            + milestones.size()
            + " milestones but has "
            + factors.size());
    for (double factor : factors) {
      check(factor >= 0 && factor <= 1, "factors must be in [0, 1] but is " + factors);
    }
  }

  private static void check(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException(message);
    }
  }

  /** What a small run on a few cores begins with; recipes say what they differ in. */
  public static TrainOptions defaults() {
    return new TrainOptions(
        100,
        128,
        0.03,
        LrScaling.NONE,
        "sgd",
        5e-4,
        ScheduleKind.COSINE,
        List.of(),
        0.1,
        List.of(),
        0,
        1,
        Precision.FLOAT32,
        ComputeDevice.CPU,
        false,
        0,
        0,
        1,
        10,
        0,
        List.of(),
        List.of("copies", "knn"),
        true,
        0.05,
        10);
  }

  /** Updates of one epoch over {@code images}. */
  public long stepsPerEpoch(int images) {
    long batches = dropLast ? images / batch : (images + batch - 1L) / batch;
    return dropLast ? batches / accumulate : (batches + accumulate - 1) / accumulate;
  }
}
