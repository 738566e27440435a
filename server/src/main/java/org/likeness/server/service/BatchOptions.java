package org.likeness.server.service;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.likeness.error.InputException;

/**
 * How requests are gathered.
 *
 * @param size the most images that go through the network together; 1 for each alone
 * @param delay how long the first image of a batch waits for others that are on their way
 * @param queue the most images that are in the service at a time; further ones are refused
 */
public record BatchOptions(int size, Duration delay, int queue) {
  /** 32 images, 5 ms, 256 images. */
  public static final BatchOptions DEFAULT = new BatchOptions(32, Duration.ofMillis(5), 256);

  /**
   * Checks the values.
   *
   * @throws InputException if one is out of range
   */
  public BatchOptions {
    requireNonNull(delay, "delay is null");
    check("batch", size, 1, 1024);
    check("wait-ms", delay.toMillis(), 0, 10_000);
    check("queue", queue, 1, 100_000);
    if (queue < size) {
      throw new InputException(
          "the queue must hold a batch of " + size + " images but holds " + queue);
    }
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new InputException(
          "%s must be from %d to %d but is %d".formatted(name, least, most, value));
    }
  }
}
