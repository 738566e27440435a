package org.likeness.loss;

/**
 * The temperature of DINO's teacher: linear from a first to a last value over some epochs, then
 * constant. The first epoch has the first value and the last epoch of the warm-up has the last one
 * already, as in the authors' code.
 *
 * @param first in epoch 0, positive
 * @param last from the end of the warm-up on, positive
 * @param warmup epochs of the warm-up; 0 for none, always the last value
 */
public record TeacherTemperature(double first, double last, int warmup) {
  public TeacherTemperature {
    if (!(first > 0 && Double.isFinite(first)) || !(last > 0 && Double.isFinite(last))) {
      throw new IllegalArgumentException(
          "the temperatures of the teacher must be positive but are " + first + " and " + last);
    }
    if (warmup < 0) {
      throw new IllegalArgumentException("warmup must not be negative but is " + warmup);
    }
  }

  /** The temperature of an epoch, from 0. */
  public double at(int epoch) {
    return epoch >= warmup ? last : first + (last - first) * epoch / Math.max(1, warmup - 1);
  }
}
