package org.likeness.recipe;

import java.util.List;
import java.util.Optional;

/** A record of every type that a recipe can hold. */
record Sample(
    int epochs,
    long seedBase,
    double tau,
    boolean dropLast,
    String name,
    Kind kind,
    List<Double> mean,
    List<String> tags,
    List<Integer> keep,
    Optional<Double> maybe,
    Inner crop) {

  enum Kind {
    PLAIN,
    NOT_SO_PLAIN
  }

  record Inner(double min, int size) {
    Inner {
      if (min <= 0) {
        throw new IllegalArgumentException("min must be positive but is " + min);
      }
    }
  }

  Sample {
    if (tau <= 0) {
      throw new IllegalArgumentException("tau must be positive but is " + tau);
    }
    if (epochs > 1000 && dropLast) {
      throw new IllegalArgumentException("so many epochs need every image");
    }
  }

  static Sample defaults() {
    return new Sample(
        5,
        7L,
        0.1,
        false,
        "plain",
        Kind.PLAIN,
        List.of(0.5),
        List.of("a"),
        List.of(),
        Optional.of(2.5),
        new Inner(0.2, 32));
  }

  /** No value is the default's, and some need care when they are written. */
  static Sample others() {
    return new Sample(
        12,
        1L << 40,
        1.0 / 3,
        true,
        "yes: # \"quoted\"",
        Kind.NOT_SO_PLAIN,
        List.of(1e-9, 120.0, 1e22),
        List.of("true", "1.5", "with space", "ümlaut"),
        List.of(3, 4),
        Optional.empty(),
        new Inner(0.08, 224));
  }
}
