package org.likeness.evaluate.similarity;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.likeness.evaluate.Interval;
import org.likeness.evaluate.similarity.NearestSimilarities.Pair;
import org.likeness.random.RandomStream;

/**
 * How well the similarities to the same kind (positives) and to others (negatives) are separated.
 * Histograms reach from the least to the greatest of the similarities, which may lie close
 * together: all cosines of a network's features may be above 0.9. Intervals are those of samples of
 * the queries; for them the area under the ROC is computed from narrow bins, of which each
 * histogram's bin has {@value #NARROW}.
 */
final class Separation {
  private static final int NARROW = 40;

  /**
   * Similarities that are all closer together than this are equal but for rounding, which adds up
   * over the products of a vector's numbers in single precision.
   */
  private static final double EQUAL = 1e-5;

  private final int bins;
  private final List<Pair> queries;
  private final boolean equal;
  private final double low;
  private final double high;

  /**
   * Of one query or more.
   *
   * @param bins of the histograms
   */
  Separation(List<Pair> queries, int bins) {
    this.queries = List.copyOf(queries);
    this.bins = bins;
    double least = values().min().orElseThrow();
    this.high = values().max().orElseThrow();
    this.equal = high - least < EQUAL;
    this.low = equal ? high - 1 : least;
  }

  private DoubleStream values() {
    return this.queries.stream()
        .flatMapToDouble(
            pair ->
                DoubleStream.concat(
                    Arrays.stream(pair.positives()), Arrays.stream(pair.negatives())));
  }

  /** The lower end of the first bin. */
  double low() {
    return low;
  }

  /** The upper end of the last bin. */
  double high() {
    return high;
  }

  /** The share of the positives in each bin. */
  double[] positives() {
    return shares(count(all(), true));
  }

  /** The share of the negatives in each bin. */
  double[] negatives() {
    return shares(count(all(), false));
  }

  /**
   * The overlap coefficient of the two histograms, the sum over bins of the smaller share: 0 if
   * they are apart, 1 if they are equal.
   */
  double overlap() {
    return overlap(all());
  }

  Interval overlapInterval(RandomStream random) {
    return Interval.of(queries.size(), this::overlap, random);
  }

  /**
   * The area under the ROC curve: the probability that a positive is greater than a negative, equal
   * ones counted half (Hanley and McNeil 1982).
   */
  double area() {
    return equal
        ? 0.5
        : area(
            queries.stream().flatMapToDouble(pair -> Arrays.stream(pair.positives())).toArray(),
            queries.stream().flatMapToDouble(pair -> Arrays.stream(pair.negatives())).toArray());
  }

  static double area(double[] positives, double[] negatives) {
    double[] p = positives.clone();
    double[] n = negatives.clone();
    Arrays.sort(p);
    Arrays.sort(n);
    int less = 0; // negatives
    int notMore = 0;
    double sum = 0;
    for (double value : p) {
      while (less < n.length && n[less] < value) {
        less++;
      }
      while (notMore < n.length && n[notMore] <= value) {
        notMore++;
      }
      sum += (less + notMore) / 2.0;
    }
    return sum / p.length / n.length;
  }

  Interval areaInterval(RandomStream random) {
    return Interval.of(queries.size(), this::area, random);
  }

  private double area(int[] drawn) {
    int[] p = count(drawn, true);
    int[] n = count(drawn, false);
    double below = 0; // negatives in lower bins
    double sum = 0;
    for (int bin = 0; bin < p.length; bin++) {
      sum += p[bin] * (below + n[bin] / 2.0);
      below += n[bin];
    }
    return sum / Arrays.stream(p).sum() / below;
  }

  private double overlap(int[] drawn) {
    double[] p = shares(count(drawn, true));
    double[] n = shares(count(drawn, false));
    double sum = 0;
    for (int bin = 0; bin < bins; bin++) {
      sum += Math.min(p[bin], n[bin]);
    }
    return sum;
  }

  private int[] all() {
    int[] all = new int[queries.size()];
    Arrays.setAll(all, i -> i);
    return all;
  }

  /** In narrow bins. */
  private int[] count(int[] drawn, boolean positive) {
    int[] counts = new int[bins * NARROW];
    for (int query : drawn) {
      Pair pair = queries.get(query);
      for (double value : positive ? pair.positives() : pair.negatives()) {
        int bin = (int) ((value - low) / (high - low) * counts.length);
        counts[Math.min(bin, counts.length - 1)]++;
      }
    }
    return counts;
  }

  private double[] shares(int[] narrow) {
    double all = Arrays.stream(narrow).sum();
    double[] shares = new double[bins];
    for (int i = 0; i < narrow.length; i++) {
      shares[i / NARROW] += narrow[i] / all;
    }
    return shares;
  }
}
