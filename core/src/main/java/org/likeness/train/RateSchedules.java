package org.likeness.train;

import org.likeness.optim.Rates;
import org.likeness.optim.Schedule;
import org.likeness.optim.Schedules;

/**
 * The schedules of training options.
 *
 * @param rate the learning rate
 * @param base the rate of parameters that do not follow the schedule
 * @param weightDecay the weight decay
 */
record RateSchedules(Schedule rate, double base, Schedule weightDecay) {

  /** Those of a run of {@code stepsPerEpoch} updates in each epoch. */
  static RateSchedules of(TrainOptions options, long stepsPerEpoch) {
    double decay = options.weightDecay();
    Schedule weightDecay =
        options
            .weightDecayEnd()
            .map(end -> Schedules.cosine(decay, end, 0, options.epochs() * stepsPerEpoch))
            .orElseGet(() -> Schedules.constant(decay));
    return new RateSchedules(
        LearningRate.schedule(options, stepsPerEpoch), LearningRate.base(options), weightDecay);
  }

  /** The values for one update. */
  Rates at(long step) {
    return new Rates(rate.at(step), base, weightDecay.at(step));
  }
}
