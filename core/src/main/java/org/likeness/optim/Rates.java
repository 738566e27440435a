package org.likeness.optim;

/**
 * The values of the schedules for one update.
 *
 * @param rate the scheduled learning rate, before the factors of parameter groups
 * @param base the rate of groups that do not follow the schedule
 * @param weightDecay weight decay of groups that are decayed
 */
public record Rates(double rate, double base, double weightDecay) {
  /** Changes no parameter; an update with it takes the same time as any other. */
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
