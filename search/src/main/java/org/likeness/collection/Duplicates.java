package org.likeness.collection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.bytedeco.pytorch.Tensor;
import org.likeness.collection.DuplicateGroup.Member;
import org.likeness.features.FeatureProgress;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Groups of duplicates: images that are connected by pairs of at least a similarity. Every pair is
 * compared once, in tiles; only a spanning forest of the pairs that are similar enough is kept.
 * Thread-safe.
 */
public final class Duplicates {
  private static final int TILE = 1024;

  private final UnitRows rows;
  private final SpanningForest forest;
  private final double least;

  private Duplicates(UnitRows rows, SpanningForest forest, double least) {
    this.rows = rows;
    this.forest = forest;
    this.least = least;
  }

  /**
   * Compares all pairs.
   *
   * @param rows of the collection; to be open as long as groups are asked for
   * @param least the lowest threshold at which groups will be asked for
   * @throws java.util.concurrent.CancellationException if {@code progress} cancels it
   */
  public static Duplicates among(UnitRows rows, double least, FeatureProgress progress) {
    SpanningForest forest = new SpanningForest(rows.size());
    new TileScan(rows, rows, true).run(() -> new Pairs(forest, (float) least), progress);
    return new Duplicates(rows, forest, least);
  }

  /** Gives the pairs that are similar enough to the forest. */
  private static final class Pairs implements TileScan.Reader {
    private final SpanningForest forest;
    private final float least;
    private int[] others = {};
    private float[] similarities = {};

    Pairs(SpanningForest forest, float least) {
      this.forest = forest;
      this.least = least;
    }

    @Override
    public void read(int query, float[] scores, int first) {
      if (others.length < scores.length) {
        others = new int[scores.length];
        similarities = new float[scores.length];
      }
      int found = 0;
      for (int i = Math.max(0, query + 1 - first); i < scores.length; i++) {
        if (scores[i] >= least) {
          others[found] = first + i;
          similarities[found++] = scores[i];
        }
      }
      if (found > 0) {
        forest.add(query, others, similarities, found);
      }
    }
  }

  /** Number of groups at a threshold, at least the lowest one. */
  public int count(double threshold) {
    return at(threshold).count();
  }

  /** Images beyond one of each group at a threshold: those that could go. */
  public int surplus(double threshold) {
    return at(threshold).surplus();
  }

  private Components at(double threshold) {
    if (threshold < least) {
      throw new IllegalArgumentException(
          "pairs were compared from " + least + " on, so the threshold cannot be " + threshold);
    }
    return forest.at(threshold);
  }

  /**
   * The groups at a threshold, by falling size, then in the order of their first rows.
   *
   * @param pixels of the image of a row: the one with the most is to be kept, of several the first
   */
  public List<DuplicateGroup> groups(double threshold, IntToLongFunction pixels) {
    List<DuplicateGroup> groups = new ArrayList<>();
    for (List<Integer> members : at(threshold).groups()) {
      groups.add(group(members, pixels));
    }
    groups.sort(Comparator.comparingInt((DuplicateGroup group) -> -group.members().size()));
    return groups;
  }

  private DuplicateGroup group(List<Integer> numbers, IntToLongFunction pixels) {
    int keep = numbers.get(0);
    for (int row : numbers) {
      keep = pixels.applyAsLong(row) > pixels.applyAsLong(keep) ? row : keep;
    }
    int[] all = numbers.stream().mapToInt(Integer::intValue).toArray();
    double lowest = 1;
    double[] toKeep = new double[all.length];
    try (Scope scope = Scope.openNoGrad()) {
      Tensor kept = rows.rows(keep, 1); // [1, d]
      for (int from = 0; from < all.length; from += TILE) {
        try (Scope tile = Scope.openNoGrad()) {
          int[] some = java.util.Arrays.copyOfRange(all, from, Math.min(all.length, from + TILE));
          Tensor vectors = rows.rows(some);
          double[] similarities = Tensors.doubles(vectors.mv(kept.select(0, 0)));
          System.arraycopy(similarities, 0, toKeep, from, some.length);
          lowest = Math.min(lowest, lowest(vectors, all, from));
        }
      }
    }
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < all.length; i++) {
      members.add(new Member(all[i], all[i] == keep ? 1 : Math.min(1, toKeep[i])));
    }
    int first = keep;
    members.sort(
        Comparator.comparing((Member member) -> member.row() != first)
            .thenComparing(Member::similarity, Comparator.reverseOrder()));
    return new DuplicateGroup(members, lowest);
  }

  /** The lowest similarity of some members to those from {@code from} on. */
  private double lowest(Tensor vectors, int[] all, int from) {
    double lowest = 1;
    for (int b = from; b < all.length; b += TILE) {
      try (Scope tile = Scope.openNoGrad()) {
        int[] some = java.util.Arrays.copyOfRange(all, b, Math.min(all.length, b + TILE));
        lowest = Math.min(lowest, vectors.mm(rows.rows(some).t()).min().item_double());
      }
    }
    return lowest;
  }
}
