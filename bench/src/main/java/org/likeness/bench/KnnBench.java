package org.likeness.bench;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.evaluate.knn.Knn;
import org.likeness.evaluate.knn.KnnBank;
import org.likeness.evaluate.knn.KnnOptions;
import org.likeness.evaluate.knn.KnnReport;
import org.likeness.evaluate.knn.Origin;
import org.likeness.features.FeatureKind;
import org.likeness.features.LabelledVectors;
import org.likeness.torch.Scope;

/**
 * Times the weighted kNN of the papers: the k nearest of each query in the whole bank, and their
 * vote. The rows are {@link FixedNumbers}; the label of a row is its number modulo ten.
 */
public final class KnnBench implements AutoCloseable {
  private static final int CLASSES = 10;

  /**
   * What a search for neighbours came to.
   *
   * @param search time of each round
   * @param accuracy the share of right votes, 0 to 1, which another program should find too
   */
  public record Result(Timing search, double accuracy) {
    public Result {
      requireNonNull(search, "search is null");
    }
  }

  private final Tensor bank;
  private final Tensor queries;

  /**
   * Makes the bank and the queries. Must not be called inside a scope.
   *
   * @param n rows of the bank
   * @param queries number of rows to search neighbours for
   * @param d values per row
   */
  public KnnBench(int n, int queries, int d) {
    Scope.refuse("A bench");
    this.bank = FixedNumbers.unitRows(n, d, 1);
    this.queries = FixedNumbers.unitRows(queries, d, 3);
  }

  /** The temperature of the vote, from the paper. */
  public static double tau() {
    return KnnOptions.paper().tau().get(0);
  }

  /**
   * Measures search and vote.
   *
   * @param k neighbours that vote, at most the number of rows of the bank
   * @param progress is called after each round
   */
  public Result measure(int k, int rounds, BenchProgress progress) {
    double[] accuracy = new double[1];
    Timing.Work work =
        Timing.Work.of(
            "weighted kNN", queries.size(0), "queries", () -> accuracy[0] = report(k).accuracy());
    Timing search = Timing.of(rounds, work, progress);
    return new Result(search, accuracy[0]);
  }

  private KnnReport report(int k) {
    try (Scope scope = Scope.openNoGrad()) {
      Origin origin =
          new Origin(
              KnnBank.FEATURES, FeatureKind.HEAD, "none", "fixed numbers", "fixed numbers", "none");
      return new Knn(new KnnOptions(List.of(k), List.of(tau()), false, false))
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
