package org.likeness.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times exact and approximate queries and compares their answers. Only as many queries are asked as
 * fit into some seconds.
 */
final class Measurement {
  /** Neighbours whose presence is the recall. */
  static final int K = 10;

  /** Java compiles what runs often: the first queries are slower than those of a long run. */
  private static final int WARM_UP = 100;

  private static final long WARM_UP_NANOS = 1_000_000_000L;
  private static final int LEAST_QUERIES = 20;
  private static final long MOST_NANOS = 10_000_000_000L;

  /** Equal but for rounding. */
  private static final double TIE = 1e-6;

  private final Snapshot snapshot;

  Measurement(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** With vectors that are not in the index. */
  Measured heldOut(List<float[]> queries) throws IOException {
    List<Asked> asked = new ArrayList<>();
    queries.forEach(query -> asked.add(new Asked(query, -1)));
    return measure(asked, true);
  }

  /** With rows of the index, which are taken out of their own answers. */
  Measured ownRows(int queries) throws IOException {
    List<Asked> asked = new ArrayList<>();
    int rows = snapshot.size();
    int count = Math.min(queries, rows);
    for (int i = 0; i < count; i++) {
      int number = (int) ((2L * i + 1) * rows / (2L * count));
      asked.add(new Asked(snapshot.vector(number), number));
    }
    return measure(asked, false);
  }

  private Measured measure(List<Asked> queries, boolean heldOut) throws IOException {
    if (queries.isEmpty() || snapshot.size() == 0) {
      return Measured.NOTHING;
    }
    long warm = System.nanoTime();
    for (int i = 0; i < WARM_UP && System.nanoTime() - warm < WARM_UP_NANOS; i++) {
      ask(queries.get(i % queries.size()), true);
      ask(queries.get(i % queries.size()), false);
    }
    List<Double> exactMillis = new ArrayList<>();
    List<Double> approximateMillis = new ArrayList<>();
    double recall = 0;
    long start = System.nanoTime();
    for (Asked query : queries) {
      if (exactMillis.size() >= LEAST_QUERIES && System.nanoTime() - start > MOST_NANOS) {
        break;
      }
      long begun = System.nanoTime();
      List<Hit> exact = ask(query, true);
      long between = System.nanoTime();
      List<Hit> approximate = ask(query, false);
      long end = System.nanoTime();
      exactMillis.add((between - begun) / 1e6);
      approximateMillis.add((end - between) / 1e6);
      recall += recall(exact, approximate);
    }
    return new Measured(
        snapshot.size(),
        exactMillis.size(),
        median(exactMillis),
        median(approximateMillis),
        recall / exactMillis.size(),
        heldOut);
  }

  private List<Hit> ask(Asked query, boolean exact) throws IOException {
    int k = query.number() < 0 ? K : K + 1;
    List<Hit> hits = snapshot.search(query.vector(), k, Filter.all(), exact);
    List<Hit> others = hits.stream().filter(hit -> hit.row().number() != query.number()).toList();
    return others.subList(0, Math.min(K, others.size()));
  }

  /**
   * The share of the nearest rows that an answer has. Rows as similar as the last of them count:
   * which of equal ones is meant is not defined.
   */
  static double recall(List<Hit> exact, List<Hit> approximate) {
    if (exact.isEmpty()) {
      return 1;
    }
    double least = exact.get(exact.size() - 1).similarity() - TIE;
    long found = approximate.stream().filter(hit -> hit.similarity() >= least).count();
    return Math.min(1, (double) found / exact.size());
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** A vector, and its row's number or -1. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Asked(float[] vector, int number) {}
}
