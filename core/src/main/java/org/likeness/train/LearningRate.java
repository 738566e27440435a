package org.likeness.train;

import java.util.List;
import org.likeness.optim.Schedule;
import org.likeness.optim.Schedules;

/** The learning rate of training options. */
final class LearningRate {
  private LearningRate() {}

  /** The peak rate: scaled with the batch of one update. */
  static double base(TrainOptions options) {
    int batch = Math.multiplyExact(options.batch(), options.accumulate());
    return switch (options.lrScaling()) {
      case NONE -> options.lr();
      case LINEAR -> Schedules.linearScaling(options.lr(), batch);
      case SQRT -> Schedules.sqrtScaling(options.lr(), batch);
    };
  }

  /** The rate of each update. */
  static Schedule schedule(TrainOptions options, long stepsPerEpoch) {
    double base = base(options);
    long total = options.epochs() * stepsPerEpoch;
    double warmupEpochs =
        Math.min(
            options.warmupEpochs(),
            options.epochs() / 2.0); // a run shortened with --epochs still reaches the peak
    long warmup = Math.min(total - 1, Math.round(warmupEpochs * stepsPerEpoch));
    Schedule after =
        switch (options.schedule()) {
          case COSINE -> Schedules.cosine(base, options.finalLr(), warmup, total);
          case COSINE_EPOCH ->
              Schedules.cosinePerEpoch(
                  base, options.finalLr(), warmupEpochs, options.epochs(), stepsPerEpoch);
          case STEP -> milestones(base, options, stepsPerEpoch);
          case CONSTANT -> Schedules.constant(base);
        };
    return Schedules.warmup(options.warmupLr(), base, warmup, after);
  }

  private static Schedule milestones(double base, TrainOptions options, long stepsPerEpoch) {
    List<Double> at = options.milestones();
    return options.factors().isEmpty()
        ? Schedules.milestones(base, at, options.gamma(), stepsPerEpoch)
        : Schedules.milestones(base, at, options.factors(), stepsPerEpoch);
  }
}
