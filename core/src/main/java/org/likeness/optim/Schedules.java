package org.likeness.optim;

import java.util.List;

/**
 * Schedules as in the papers' code. A run has T steps; a cosine does not quite reach its end value,
 * since the last step is T - 1. Milestones, epochs and warm-up are counted from the start of the
 * run.
 */
public final class Schedules {
  /**
   * The batch to which linearly scaled rates refer (Goyal et al., <i>Accurate, large minibatch
   * SGD</i>, 2017).
   */
  public static final int REFERENCE_BATCH = 256;

  private Schedules() {}

  /** Always {@code value}. */
  public static Schedule constant(double value) {
    return step -> value;
  }

  /** Half a cosine from {@code base} to 0. */
  public static Schedule cosine(double base, long first, long total) {
    return cosine(base, 0, first, total);
  }

  /**
   * Half a cosine: {@code end + (base - end)(1 + cos(pi (t - first) / (total - first))) / 2}.
   *
   * @param base its first value
   * @param end the value that it approaches (SwAV and DINO: a rate above 0, a weight decay)
   * @param first steps before it starts, such as a warm-up
   * @param total steps of the run, T
   */
  public static Schedule cosine(double base, double end, long first, long total) {
    if (first < 0 || total <= first) {
      throw new IllegalArgumentException(
          "a cosine must end after its start but goes from step " + first + " to " + total);
    }
    return step -> end + halfCosine(base - end, (step - first) / (double) (total - first));
  }

  /**
   * Half a cosine that changes once per epoch: {@code end + (base - end)(1 + cos(pi (e - first) /
   * (epochs - first))) / 2} in all of epoch e.
   *
   * @param base its first value
   * @param end the value that it approaches
   * @param first epochs before it starts
   */
  public static Schedule cosinePerEpoch(
      double base, double end, double first, int epochs, long stepsPerEpoch) {
    if (first < 0 || epochs <= first || stepsPerEpoch < 1) {
      throw new IllegalArgumentException(
          "a cosine must end after its start but goes from epoch " + first + " to " + epochs);
    }
    return step ->
        end
            + halfCosine(
                base - end, (Math.floorDiv(step, stepsPerEpoch) - first) / (epochs - first));
  }

  /**
   * {@code base} times {@code factors[i]} from epoch {@code milestones[i]} on.
   *
   * @param milestones epochs, ascending; fractions are allowed
   * @param factors one for each milestone, each relative to the base
   */
  public static Schedule milestones(
      double base, List<Double> milestones, List<Double> factors, long stepsPerEpoch) {
    if (milestones.size() != factors.size()) {
      throw new IllegalArgumentException(
          milestones.size() + " milestones need as many factors but have " + factors.size());
    }
    return step -> {
      double epoch = step / (double) stepsPerEpoch;
      double factor = 1;
      for (int i = 0; i < milestones.size() && epoch >= milestones.get(i); i++) {
        factor = factors.get(i);
      }
      return base * factor;
    };
  }

  /**
   * {@code base} times {@code gamma} at each milestone: the usual case of {@link
   * #milestones(double, List, List, long)}.
   */
  public static Schedule milestones(
      double base, List<Double> milestones, double gamma, long stepsPerEpoch) {
    List<Double> factors =
        java.util.stream.IntStream.rangeClosed(1, milestones.size())
            .mapToObj(i -> Math.pow(gamma, i))
            .toList();
    return milestones(base, milestones, factors, stepsPerEpoch);
  }

  /**
   * A linear warm-up before another schedule: {@code start + (base - start) t / warmup} while
   * {@code t < warmup}, so that the first value is {@code start} and {@code base} is reached in
   * step {@code warmup}. (SwAV's and DINO's code divide by {@code warmup - 1}, so that the peak
   * comes a step earlier and twice.)
   *
   * @param after the schedule that follows; its step is counted from the start of the run
   */
  public static Schedule warmup(double start, double base, long warmup, Schedule after) {
    return step -> step < warmup ? start + (base - start) * step / warmup : after.at(step);
  }

  /**
   * A momentum that rises from {@code base} towards 1 by half a cosine: {@code 1 - (1 - base)(1 +
   * cos(pi t / T)) / 2} (BYOL, MoCo v3).
   */
  public static Schedule risingMomentum(double base, long total) {
    return momentum(base, 1, total);
  }

  /**
   * A momentum that moves from {@code base} towards {@code end} by half a cosine, as {@link
   * #risingMomentum} does towards 1; constant where both are equal.
   */
  public static Schedule momentum(double base, double end, long total) {
    return step -> end - halfCosine(end - base, step / (double) total);
  }

  /** The rate for a batch under linear scaling: {@code base * batch / 256}. */
  public static double linearScaling(double base, int batch) {
    return base * batch / REFERENCE_BATCH;
  }

  /**
   * The rate for a batch under square-root scaling: {@code base * sqrt(batch)} (SimCLR, appendix
   * B.7).
   */
  public static double sqrtScaling(double base, int batch) {
    return base * Math.sqrt(batch);
  }

  private static double halfCosine(double from, double position) {
    double inside = Math.max(0, Math.min(1, position));
    return from * (1 + StrictMath.cos(Math.PI * inside)) / 2;
  }
}
