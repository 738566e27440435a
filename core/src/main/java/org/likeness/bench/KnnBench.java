package org.likeness.bench;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.evaluate.FeatureKind;
import org.likeness.evaluate.Knn;
import org.likeness.evaluate.KnnOptions;
import org.likeness.evaluate.KnnReport;
import org.likeness.evaluate.LabelledVectors;
import org.likeness.evaluate.Origin;
import org.likeness.random.FixedNumbers;
import org.likeness.torch.Scope;

/**
 * The weighted kNN of the papers: every query against the whole bank, its k nearest, their vote. On
 * {@link FixedNumbers}; labels are the row modulo ten.
 */
public final class KnnBench implements AutoCloseable {
  private static final int CLASSES = 10;
  private static final double TAU = 0.1;

  private final Tensor bank;
  private final Tensor queries;

  /** Makes bank and queries. Not inside a scope. */
  public KnnBench(int n, int queries, int d) {
    Scope.refuse("A bench");
    this.bank = FixedRows.unit(n, d, 1);
    this.queries = FixedRows.unit(queries, d, 3);
  }

  /** Search and vote. */
  public Timing measure(int k, int rounds) {
    return Timing.of("weighted kNN, k = " + k, queries.size(0), "queries", rounds, () -> report(k));
  }

  /** The share of right votes, which another program should find too. */
  public double accuracy(int k) {
    return report(k).accuracy();
  }

  private KnnReport report(int k) {
    try (Scope scope = Scope.openNoGrad()) {
      Origin origin =
          new Origin(FeatureKind.HEAD, "none", "fixed numbers", "fixed numbers", "none");
      return new Knn(new KnnOptions(List.of(k), List.of(TAU), false, false))
          .evaluate(labelled(bank), labelled(queries), origin)
          .get(0);
    }
  }

  private static LabelledVectors labelled(Tensor rows) {
    int size = Math.toIntExact(rows.size(0));
    return new LabelledVectors(rows, IntStream.range(0, size).map(i -> i % CLASSES).toArray());
  }

  @Override
  public void close() {
    bank.close();
    queries.close();
  }
}
