package org.likeness.data;

import java.util.stream.IntStream;

/**
 * Every image once, in the order of the data set.
 *
 * @param size number of images
 */
public record SequentialSampler(int size) implements Sampler {
  public SequentialSampler {
    if (size < 0) {
      throw new IllegalArgumentException("size must not be negative but is " + size);
    }
  }

  @Override
  public Plan plan(int epoch) {
    return Plan.of(IntStream.range(0, size).toArray());
  }
}
