package org.likeness.random;

/**
 * The root of all random numbers of a run: a seed. It has no state; a {@link RandomStream} is named
 * by its purpose, so the numbers do not depend on the number of workers, on threads, or on where a
 * run was interrupted.
 *
 * @param seed any 64 bits
 */
public record RandomSource(long seed) {

  /**
   * The numbers for {@code purpose} in one epoch, for one item (an image's index, a tensor's
   * number, 0 where there is only one).
   */
  public RandomStream stream(Purpose purpose, int epoch, int item) {
    return stream(purpose, 0, epoch, item);
  }

  /**
   * As {@link #stream(Purpose, int, int)}, with a further number (such as which view of the image)
   * up to 2^24.
   */
  public RandomStream stream(Purpose purpose, int part, int epoch, int item) {
    if (part < 0 || part >= 1 << 24) {
      throw new IllegalArgumentException("part must be in [0, 2^24) but is " + part);
    }
    return new RandomStream(seed, purpose.code | part << 8, epoch, item);
  }
}
