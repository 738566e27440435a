package org.likeness.collection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.neighbours.Neighbours;
import org.likeness.table.EmbeddingTable;

/**
 * Images of one collection that stand in another, altered or not: a test accuracy counts only where
 * there are none.
 *
 * <pre>
 *   assertThat(Leaks.between(train, test, 0.95).found()).isEmpty();
 * </pre>
 *
 * @param found a pair for each test image that has one, the most similar first
 * @param threshold the lowest similarity that counts
 */
public record Leaks(List<Pair> found, double threshold) {
  public Leaks {
    found = List.copyOf(found);
  }

  /**
   * A test image and the most similar training image.
   *
   * @param test its row
   * @param train its row
   * @param similarity of the two
   */
  public record Pair(int test, int train, double similarity) {}

  /**
   * Compares two tables of one encoder.
   *
   * @param threshold the lowest similarity that counts; see {@link Calibration}
   * @throws InputException if they are of different encoders, features or preprocessing
   */
  public static Leaks between(EmbeddingTable train, EmbeddingTable test, double threshold) {
    requireComparable(train, test);
    try (UnitRows trained = UnitRows.of(train);
        UnitRows tested = trained.like(test)) {
      return between(trained, tested, threshold, FeatureProgress.NONE);
    }
  }

  /**
   * Compares rows.
   *
   * @throws java.util.concurrent.CancellationException if {@code progress} cancels it
   */
  public static Leaks between(
      UnitRows train, UnitRows test, double threshold, FeatureProgress progress) {
    List<Pair> found = new ArrayList<>();
    if (train.size() > 0) {
      int[] none = new int[test.size()];
      java.util.Arrays.fill(none, -1);
      Neighbours nearest = NearestRows.search(test, train, none, 1, progress);
      for (int row = 0; row < test.size(); row++) {
        double similarity = nearest.similarities()[row][0];
        if (similarity >= threshold) {
          found.add(new Pair(row, nearest.indices()[row][0], similarity));
        }
      }
    }
    found.sort(Comparator.comparingDouble(Pair::similarity).reversed());
    return new Leaks(found, threshold);
  }

  /**
   * Checks that the vectors of two tables can be compared.
   *
   * @throws InputException if they cannot; the message names their data
   */
  public static void requireComparable(EmbeddingTable train, EmbeddingTable test) {
    String names = "the tables of " + train.info().data() + " and " + test.info().data();
    requireComparable(names, train, test);
  }

  /**
   * As {@link #requireComparable(EmbeddingTable, EmbeddingTable)}.
   *
   * @param names both, for the message
   */
  public static void requireComparable(String names, EmbeddingTable train, EmbeddingTable test) {
    boolean same =
        train.info().encoderHash().equals(test.info().encoderHash())
            && train.info().features() == test.info().features()
            && train.info().preprocessing().equals(test.info().preprocessing());
    if (!same) {
      throw new InputException(
          "%s are of different encoders or features (%s, %s and %s, %s), whose vectors cannot be compared: embed both with one encoder"
              .formatted(
                  names,
                  shortened(train),
                  train.info().features().label(),
                  shortened(test),
                  test.info().features().label()));
    }
  }

  private static String shortened(EmbeddingTable table) {
    String hash = table.info().encoderHash();
    return hash.substring(0, Math.min(8, hash.length()));
  }

  /** True where no test image stands in the training images. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** Number of test images that stand in the training images. */
  public int size() {
    return found.size();
  }
}
