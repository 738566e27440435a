package org.likeness.evaluate.spread;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.evaluate.Interval;
import org.likeness.neighbours.Cosine;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * The intervals of {@link Spread#std} and {@link Spread#effectiveRank}, by leaving out a twentieth
 * of the vectors at a time. The bootstrap would not do: vectors that are drawn twice lower the
 * rank.
 *
 * @param std of {@link Spread#std}
 * @param effectiveRank of {@link Spread#effectiveRank}
 */
record SpreadIntervals(Interval std, Interval effectiveRank) {
  private static final int GROUPS = 20;

  /** Each group needs the eigenvalues of a matrix of this width at most. */
  private static final int WIDEST = 512;

  /**
   * The intervals for vectors; empty for fewer than 20, or if they are wider than 512.
   *
   * @param vectors {@code [n, d]}
   * @param spread of the same vectors
   */
  static Optional<SpreadIntervals> of(Tensor vectors, Spread spread) {
    if (vectors.size(0) < GROUPS || vectors.size(1) > WIDEST) {
      return Optional.empty();
    }
    double[] deviations = new double[GROUPS];
    double[] ranks = new double[GROUPS];
    try (Scope scope = Scope.openNoGrad()) {
      Tensor unit = Cosine.unit(vectors.to(ScalarType.Double));
      Moments all = Moments.of(unit);
      for (int group = 0; group < GROUPS; group++) {
        try (Scope one = Scope.openNoGrad()) {
          Moments others = all.without(Moments.of(unit.index_select(0, members(group, unit))));
          deviations[group] = others.std();
          ranks[group] = Spread.effectiveRank(Spread.singularValuesOf(others.gram()));
        }
      }
    }
    return Optional.of(
        new SpreadIntervals(
            notNegative(Interval.ofGroups(spread.std(), deviations)),
            notNegative(Interval.ofGroups(spread.effectiveRank(), ranks))));
  }

  private static Interval notNegative(Interval interval) {
    return new Interval(Math.max(0, interval.low()), interval.high());
  }

  /** Every twentieth vector: neighbours in a list are often of one class. */
  private static Tensor members(int group, Tensor unit) {
    long[] rows = LongStream.iterate(group, i -> i < unit.size(0), i -> i + GROUPS).toArray();
    return Tensors.of(rows, rows.length);
  }

  /**
   * What both statistics follow from.
   *
   * @param count number of vectors, n
   * @param sum of the vectors, {@code [1, d]}
   * @param products the sum of their outer products, {@code [d, d]}
   */
  private record Moments(long count, Tensor sum, Tensor products) {
    static Moments of(Tensor unit) {
      long n = unit.size(0);
      return new Moments(n, Cosine.mean(unit).mul(new Scalar(n)), unit.t().matmul(unit));
    }

    Moments without(Moments group) {
      return new Moments(count - group.count, sum.sub(group.sum), products.sub(group.products));
    }

    /** The Gram matrix of the centred vectors, {@code [d, d]}. */
    Tensor gram() {
      return products.sub(sum.t().matmul(sum).div(new Scalar((double) count)));
    }

    double std() {
      double[] variances = Tensors.doubles(gram().diagonal().div(new Scalar((double) count)));
      double deviations = Arrays.stream(variances).map(each -> Math.sqrt(Math.max(0, each))).sum();
      return deviations / Math.sqrt(variances.length);
    }
  }

  /** Adds {@code std_low}, {@code std_high}, {@code effective_rank_low} and its upper end. */
  void addTo(ObjectNode body) {
    std.addTo(body, "std");
    effectiveRank.addTo(body, "effective_rank");
  }
}
