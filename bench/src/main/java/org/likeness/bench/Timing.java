package org.likeness.bench;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How long the same work took, several times over.
 *
 * @param name what was done
 * @param milliseconds of each round, in order
 * @param items that each round worked on
 * @param unit of the items, in the plural: {@code images}
 */
public record Timing(String name, List<Double> milliseconds, long items, String unit) {
  /** Before anything is counted, Java has this long to compile; in ten rounds at the most. */
  private static final long WARM_UP_NANOS = 3_000_000_000L;

  private static final int WARM_UP_ROUNDS = 10;

  public Timing {
    requireNonNull(name, "name is null");
    requireNonNull(unit, "unit is null");
    milliseconds = List.copyOf(milliseconds);
    if (milliseconds.isEmpty()) {
      throw new IllegalArgumentException("a timing needs one round or more");
    }
  }

  /**
   * Something to time.
   *
   * @param name what it does
   * @param items that one round works on
   * @param unit of the items, in the plural
   * @param round does it once
   */
  record Work(String name, long items, String unit, Round round) {
    /** Work of which everything counts. */
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
    /** Does it, and says how many nanoseconds of it count. */
    long nanos();
  }

  /** Times {@code rounds} rounds of some work, after some that are not counted. */
  static Timing of(int rounds, Work work, BenchProgress progress) {
    return byTurns(rounds, List.of(work), progress).get(0);
  }

  /**
   * Times several works by turns, one round of each and again, so that a machine whose speed
   * changes is the same to all of them and their ratios hold.
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

  /** Items a second at the median. */
  public double perSecond() {
    return items * 1000.0 / median();
  }
}
