package org.likeness.optim;

/**
 * What the schedules say for one update.
 *
 * @param rate the scheduled learning rate, before the factors of parameter groups
 * @param base the rate of groups that do not follow the schedule
 * @param weightDecay of groups that are decayed
 */
public record Rates(double rate, double base, double weightDecay) {
  /** Moves nothing: an update with it costs what any other does. */
  public static Rates none() {
    return new Rates(0, 0, 0);
  }

  /** The learning rate of a group's parameters. */
  double of(ParameterGroup group) {
    return (group.followsSchedule() ? rate : base) * group.rateFactor();
  }

  /** The weight decay of a group's parameters. */
  double decay(ParameterGroup group) {
    return group.decay() ? weightDecay : 0;
  }
}
