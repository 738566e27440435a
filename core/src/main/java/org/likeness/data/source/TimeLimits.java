package org.likeness.data.source;

import java.time.Duration;

/**
 * How long a download waits for its server.
 *
 * @param answer longest time until the server answers a request
 * @param silence longest time without a byte
 * @param window time in which at least {@code least} bytes must arrive
 * @param least bytes in a window; an attempt that brings fewer is one without progress
 * @param pause before the next attempt; doubled with each attempt without progress
 */
record TimeLimits(Duration answer, Duration silence, Duration window, long least, Duration pause) {
  static final TimeLimits DEFAULT =
      new TimeLimits(
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          60_000,
          Duration.ofSeconds(1));
}
