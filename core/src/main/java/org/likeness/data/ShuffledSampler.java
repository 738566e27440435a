package org.likeness.data;

import static java.util.Objects.requireNonNull;

import java.util.stream.IntStream;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/**
 * Every image once an epoch, in an order of its own each epoch.
 *
 * @param size number of images
 * @param random the run's seed
 */
public record ShuffledSampler(int size, RandomSource random) implements Sampler {
  public ShuffledSampler {
    requireNonNull(random, "random is null");
    if (size < 0) {
      throw new IllegalArgumentException("size must not be negative but is " + size);
    }
  }

  @Override
  public Plan plan(int epoch) {
    int[] order = IntStream.range(0, size).toArray();
    random.stream(Purpose.ORDER, epoch, 0).shuffle(order);
    return Plan.of(order);
  }
}
