package org.likeness.bench;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The times of several rounds of the same work.
 *
 * @param name what was done
 * @param milliseconds of each round, in order
 * @param items that each round processed
 * @param unit of the items, in the plural: {@code images}
 */
public record Timing(String name, List<Double> milliseconds, long items, String unit) {
  /** The time of the warm-up, in which Java compiles; at most ten rounds. */
  private static final long WARM_UP_NANOS = 3_000_000_000L;

  private static final int WARM_UP_ROUNDS = 10;

  public Timing {
    requireNonNull(name, "name is null");
    requireNonNull(unit, "unit is null");
    milliseconds = List.copyOf(milliseconds);
    if (milliseconds.isEmpty()) {
      throw new IllegalArgumentException("a timing needs at least one round");
    }
  }

  /**
   * Work to time.
   *
   * @param name what it does
   * @param items that one round processes
   * @param unit of the items, in the plural
   * @param round runs it once
   */
  record Work(String name, long items, String unit, Round round) {
    /** Work whose whole round is timed. */
    static Work of(String name, long items, String unit, Runnable run) {
      return new Work(
          name,
          items,
          unit,
          () -> {
            long start = System.nanoTime();
            run.run();
            return System.nanoTime() - start;
          });
    }

    private Timing timing(List<Double> milliseconds) {
      return new Timing(name, milliseconds, items, unit);
    }
  }

  /** One round of some work. */
  @FunctionalInterface
  interface Round {
    /** Runs it and returns the nanoseconds to count. */
    long nanos();
  }

  /** Times {@code rounds} rounds of some work, after some that are not timed. */
  static Timing of(int rounds, Work work, BenchProgress progress) {
    return byTurns(rounds, List.of(work), progress).get(0);
  }

  /**
   * Times several works interleaved, one round of each in turn, so that changes in the machine's
   * speed affect all of them and their ratios stay valid.
   *
   * @return in the order of {@code works}
   */
  static List<Timing> byTurns(int rounds, List<Work> works, BenchProgress progress) {
    long total = (rounds + 1L) * works.size();
    long done = 0;
    progress.to(done, total);
    List<List<Double>> milliseconds = new ArrayList<>();
    for (Work work : works) {
      warmUp(work.round);
      milliseconds.add(new ArrayList<>());
      progress.to(++done, total);
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < works.size(); i++) {
        milliseconds.get(i).add(works.get(i).round.nanos() / 1e6);
        progress.to(++done, total);
      }
    }
    return IntStream.range(0, works.size())
        .mapToObj(i -> works.get(i).timing(milliseconds.get(i)))
        .toList();
  }

  private static void warmUp(Round round) {
    long begin = System.nanoTime();
    for (int i = 0;
        i < WARM_UP_ROUNDS && (i == 0 || System.nanoTime() - begin < WARM_UP_NANOS);
        i++) {
      round.nanos();
    }
  }

  /** The median round, in milliseconds. */
  public double median() {
    double[] sorted = milliseconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The fastest round, in milliseconds. */
  public double least() {
    return milliseconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** The slowest round, in milliseconds. */
  public double most() {
    return milliseconds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /** Items per second at the median. */
  public double perSecond() {
    return items * 1000.0 / median();
  }
}
