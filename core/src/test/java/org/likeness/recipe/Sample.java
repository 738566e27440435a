package org.likeness.recipe;

import java.util.List;
import java.util.Optional;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** A record of every type that a recipe can hold. */
public record Sample(
    @Option("5") int epochs,
    @Option("7") long seedBase,
    @Option(value = "0.1", range = "(0, inf)") double tau,
    @Option("false") boolean dropLast,
    @Option("plain") String name,
    @Option("plain") Kind kind,
    @Option("0.5") List<Double> mean,
    @Option("a") List<String> tags,
    @Option List<Integer> keep,
    @Option("2.5") Optional<Double> maybe,
    Inner crop) {

  enum Kind {
    PLAIN,
    NOT_SO_PLAIN
  }

  public record Inner(
      @Option(value = "0.2", range = "(0, inf)") double min, @Option("32") int size) {}

  public Sample {
    if (epochs > 1000 && dropLast) {
      throw new IllegalArgumentException("so many epochs need every image");
    }
  }

  static Sample defaults() {
    return OptionRecords.defaults(Sample.class);
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
