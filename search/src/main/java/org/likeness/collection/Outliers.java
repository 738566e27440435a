package org.likeness.collection;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.neighbours.Neighbours;

/**
 * Images by how little they are like others: the mean similarity to the k nearest.
 *
 * @param ordered all rows, the least like others first
 */
public record Outliers(List<Outlier> ordered) {
  public Outliers {
    ordered = List.copyOf(ordered);
  }

  /**
   * A row and its score.
   *
   * @param row its number
   * @param similarity mean similarity to the k nearest others
   * @param nearest the row that is most like it
   */
  public record Outlier(int row, double similarity, int nearest) {}

  /**
   * Scores every row.
   *
   * @param k nearest rows that count; as many as there are if there are fewer
   * @throws InputException if k is below 1 or there are fewer than two rows
   * @throws java.util.concurrent.CancellationException if {@code progress} cancels it
   */
  public static Outliers among(UnitRows rows, int k, FeatureProgress progress) {
    if (k < 1) {
      throw new InputException("the number of neighbours must be at least 1 but is " + k);
    }
    if (rows.size() < 2) {
      throw new InputException("outliers need at least 2 images but there is " + rows.size());
    }
    int[] own = IntStream.range(0, rows.size()).toArray();
    Neighbours nearest =
        NearestRows.search(rows, rows, own, Math.min(k, rows.size() - 1), progress);
    return new Outliers(
        IntStream.range(0, rows.size())
            .mapToObj(
                row ->
                    new Outlier(
                        row,
                        Arrays.stream(nearest.similarities()[row]).average().orElseThrow(),
                        nearest.indices()[row][0]))
            .sorted(Comparator.comparingDouble(Outlier::similarity))
            .toList());
  }
}
