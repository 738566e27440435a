package org.likeness.comparison;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A number measured with several seeds.
 *
 * @param bySeed the number of each seed
 */
public record SeedValues(SortedMap<Long, Double> bySeed) {
  public SeedValues {
    bySeed = new TreeMap<>(bySeed);
    if (bySeed.isEmpty()) {
      throw new IllegalArgumentException("bySeed must not be empty");
    }
  }

  /** The values of some seeds. */
  public static SeedValues of(Map<Long, Double> bySeed) {
    return new SeedValues(new TreeMap<>(bySeed));
  }

  /** Number of seeds. */
  public int seeds() {
    return bySeed.size();
  }

  /** The mean over the seeds. */
  public double mean() {
    return bySeed.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** The standard deviation over the seeds, with n - 1; empty for one seed. */
  public OptionalDouble deviation() {
    if (seeds() < 2) {
      return OptionalDouble.empty();
    }
    double mean = mean();
    double squares =
        bySeed.values().stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (seeds() - 1)));
  }

  /** The differences of the seeds that both have; empty if they have none in common. */
  public Optional<SeedValues> minus(SeedValues other) {
    Map<Long, Double> differences = new TreeMap<>();
    bySeed.forEach(
        (seed, value) -> {
          Double theirs = other.bySeed.get(seed);
          if (theirs != null) {
            differences.put(seed, value - theirs);
          }
        });
    return differences.isEmpty() ? Optional.empty() : Optional.of(of(differences));
  }

  /**
   * Mean and deviation: {@code 46.9 ± 1.1}, or {@code 46.9 (1 seed)}.
   *
   * @param factor of the numbers, 100 for percent
   * @param digits after the point
   */
  public String phrase(double factor, int digits) {
    return number(mean(), factor, digits) + spread(factor, digits);
  }

  /** As {@link #phrase}, with the sign of a positive mean. */
  public String signed(double factor, int digits) {
    return sign() + phrase(factor, digits);
  }

  /** The mean alone, with the sign of a positive one if asked for. */
  String plain(boolean signed, int digits) {
    return (signed ? sign() : "") + number(mean(), 1, digits);
  }

  private String sign() {
    return mean() > 0 ? "+" : "";
  }

  private String spread(double factor, int digits) {
    OptionalDouble deviation = deviation();
    return deviation.isPresent()
        ? " ± " + number(deviation.getAsDouble(), factor, digits)
        : " (1 seed)";
  }

  private static String number(double value, double factor, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", factor * value);
  }
}
