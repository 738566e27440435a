package org.likeness.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.likeness.error.InputException;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

/** Ways to split a data set. */
public final class Splits {
  private static final int NO_LABEL = -1;

  private Splits() {}

  /**
   * Holds out a share of the images. Images of one {@linkplain ImageInfo#group() group} stay
   * together. Where there are labels, each gives its share (a group counts with the label of its
   * first image), with rounding carried from label to label so that the sum is right; groups larger
   * than what is still wanted are skipped, so that the part set aside is never larger than asked
   * for.
   *
   * @param share greater than 0, less than 1
   * @throws InputException where one of the parts would be empty
   */
  public static Split holdOut(Dataset dataset, double share, RandomSource random) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share must be between 0 and 1 but is " + share);
    }
    BitSet heldOut = new BitSet(dataset.size());
    int seen = 0;
    for (Map.Entry<Integer, List<int[]>> stratum : strata(dataset).entrySet()) {
      List<int[]> units = stratum.getValue();
      seen += units.stream().mapToInt(unit -> unit.length).sum();
      long wanted = Math.round(share * seen) - heldOut.cardinality();
      int[] order = IntStream.range(0, units.size()).toArray();
      random.stream(Purpose.SPLIT, 0, stratum.getKey()).shuffle(order);
      for (int i : order) {
        int[] unit = units.get(i);
        if (unit.length <= wanted) {
          IntStream.of(unit).forEach(heldOut::set);
          wanted -= unit.length;
        }
      }
    }
    if (heldOut.isEmpty() || heldOut.cardinality() == dataset.size()) {
      throw new InputException(
          "cannot hold out a share of %s of the %d images of %s, since one part would be empty: choose another share or add images"
              .formatted(share, dataset.size(), dataset.name()));
    }
    int[] kept = IntStream.range(0, dataset.size()).filter(i -> !heldOut.get(i)).toArray();
    return new Split(kept, heldOut.stream().toArray());
  }

  /**
   * A share of the images, of which smaller shares are parts at equal seed: the first images of one
   * random order, in which every label is spread evenly. Images of one group stay together, so that
   * the last group may make it larger than asked for.
   *
   * @param share greater than 0, at most 1
   * @return ascending; at least one image
   */
  public static int[] share(Dataset dataset, double share, RandomSource random) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be in (0, 1] but is " + share);
    }
    long wanted = Math.max(1, Math.round(share * dataset.size()));
    BitSet taken = new BitSet(dataset.size());
    for (int[] unit : spread(strata(dataset), random)) {
      if (taken.cardinality() < wanted) {
        IntStream.of(unit).forEach(taken::set);
      }
    }
    return taken.stream().toArray();
  }

  /**
   * The least {@link #share} that has an image of every label of the data set.
   *
   * @return rounded up to four digits after the point
   */
  public static double leastShare(Dataset dataset, RandomSource random) {
    Map<Integer, List<int[]>> strata = strata(dataset);
    Set<Integer> missing = new HashSet<>(strata.keySet());
    int images = 0;
    for (int[] unit : spread(strata, random)) {
      if (!missing.isEmpty()) {
        IntStream.of(unit).forEach(i -> missing.remove(dataset.info(i).label().orElse(NO_LABEL)));
        images += unit.length;
      }
    }
    return Math.min(1, Math.ceil(1e4 * images / dataset.size()) / 1e4);
  }

  /** All units in a random order in which those of each label have about equal distances. */
  private static List<int[]> spread(Map<Integer, List<int[]>> strata, RandomSource random) {
    List<Map.Entry<Double, int[]>> placed = new ArrayList<>();
    strata.forEach(
        (label, units) -> {
          double size = units.stream().mapToInt(unit -> unit.length).sum();
          int[] order = IntStream.range(0, units.size()).toArray();
          RandomStream draws = random.stream(Purpose.SPLIT, 2, label);
          draws.shuffle(order);
          double place = draws.nextDouble(); // else small shares would favour the first labels
          for (int i : order) {
            placed.add(Map.entry(place / size, units.get(i)));
            place += units.get(i).length;
          }
        });
    placed.sort(Map.Entry.comparingByKey());
    return placed.stream().map(Map.Entry::getValue).toList();
  }

  /** For each label the units that stay together: groups, and single images without a group. */
  private static Map<Integer, List<int[]>> strata(Dataset dataset) {
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < dataset.size(); i++) {
      // A prefix keeps a group that is named like a number apart from the image of that number.
      Optional<String> group = dataset.info(i).group();
      groups
          .computeIfAbsent(
              group.isPresent() ? "group " + group.get() : "image " + i, key -> new ArrayList<>())
          .add(i);
    }
    Map<Integer, List<int[]>> strata = new TreeMap<>();
    for (List<Integer> group : groups.values()) {
      int label = dataset.info(group.get(0)).label().orElse(NO_LABEL);
      strata
          .computeIfAbsent(label, key -> new ArrayList<>())
          .add(group.stream().mapToInt(Integer::intValue).toArray());
    }
    return strata;
  }

  /**
   * The images that the data set itself assigns to {@code split}, such as {@code train} or {@code
   * test}.
   *
   * @throws InputException where there is none; it says which splits there are
   */
  public static int[] named(Dataset dataset, String split) {
    int[] indices =
        IntStream.range(0, dataset.size())
            .filter(i -> dataset.info(i).split().filter(split::equals).isPresent())
            .toArray();
    if (indices.length == 0) {
      List<String> known =
          IntStream.range(0, dataset.size())
              .mapToObj(i -> dataset.info(i).split())
              .flatMap(Optional::stream)
              .distinct()
              .sorted()
              .toList();
      throw new InputException(
          "%s has no split \"%s\": %s"
              .formatted(
                  dataset.name(),
                  split,
                  known.isEmpty() ? "it has none" : "it has " + String.join(", ", known)));
    }
    return indices;
  }
}
