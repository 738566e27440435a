package org.likeness.pretraining;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.likeness.data.DataFingerprint;
import org.likeness.data.Dataset;
import org.likeness.data.Split;
import org.likeness.data.Splits;
import org.likeness.data.Subset;
import org.likeness.data.TrainingData;
import org.likeness.error.InputException;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/**
 * A data set in three parts that share no image and no group: training images, validation images to
 * choose the epoch, and test images for the evaluation at the end.
 *
 * @param whole the data set
 * @param train training images
 * @param validation validation images; may be empty
 * @param test test images, for the summary; may be empty
 */
public record DataParts(Dataset whole, Subset train, Subset validation, Subset test) {

  /** A contrastive batch needs two images. */
  private static final int FEWEST = 2;

  private static final String TEST = "test";
  private static final String VALIDATION = "val";
  private static final Set<String> KNOWN = Set.of("train", VALIDATION, TEST, "unlabeled");
  private static final int SHOWN = 5;

  /**
   * Splits a data set. Parts that the data set names {@code test} and {@code val} are the test and
   * the validation part; where it names one of them alone, that is the test part. A part that is
   * not named is a seeded random fraction of the rest.
   *
   * @throws InputException if fewer than two training images remain
   * @throws IllegalArgumentException if an option is out of range
   */
  public static DataParts of(Dataset whole, SplitOptions options, RandomSource random) {
    OptionRecords.check(options);
    Optional<int[]> namedTest = part(whole, TEST);
    Optional<int[]> namedValidation = part(whole, VALIDATION);
    int[] all = IntStream.range(0, whole.size()).toArray();
    Split first =
        namedTest
            .or(() -> namedValidation)
            .map(test -> new Split(without(all, test), test))
            .orElseGet(() -> hold(whole, all, options.testShare(), random));
    int[] test = first.heldOut();
    Split second =
        namedTest
            .flatMap(named -> namedValidation)
            .map(validation -> new Split(without(first.kept(), validation), validation))
            .orElseGet(
                () ->
                    hold(
                        whole,
                        first.kept(),
                        options.validationShare(),
                        new RandomSource(~random.seed())));
    int[] validation = limit(second.heldOut(), options.validationLimit(), random);
    int[] train = second.kept();
    if (train.length < FEWEST) {
      int named = namedTest.map(part -> part.length).orElse(0);
      named += namedValidation.map(part -> part.length).orElse(0);
      throw new InputException(
          "%s has %d training image%s%s but training needs at least 2: use a folder with more images"
              .formatted(
                  whole.name(),
                  train.length,
                  train.length == 1 ? "" : "s",
                  named == 0
                      ? ""
                      : ", since %d of its %d images are in the parts that it names val or test,"
                          .formatted(named, whole.size())));
    }
    return new DataParts(
        whole,
        new Subset(whole, train, whole.name() + " train"),
        new Subset(whole, validation, whole.name() + " validation"),
        new Subset(whole, test, whole.name() + " test"));
  }

  /** What an encoder learns from these parts. */
  TrainingData trainingData(SplitOptions options, long seed) {
    Map<String, String> split = new LinkedHashMap<>();
    OptionRecords.describe(options).forEach(option -> split.put(option.key(), option.valueText()));
    return new TrainingData(DataFingerprint.of(whole), split, seed);
  }

  private static Optional<int[]> part(Dataset whole, String name) {
    boolean present =
        IntStream.range(0, whole.size())
            .anyMatch(i -> whole.info(i).split().filter(name::equals).isPresent());
    return present ? Optional.of(Splits.named(whole, name)) : Optional.empty();
  }

  /** A held-out fraction of some images; empty if it is 0 or there are too few images. */
  private static Split hold(Dataset whole, int[] images, double share, RandomSource random) {
    if (share == 0 || images.length * share < FEWEST) {
      return new Split(images, new int[0]);
    }
    Split split = Splits.holdOut(new Subset(whole, images, whole.name()), share, random);
    return new Split(pick(images, split.kept()), pick(images, split.heldOut()));
  }

  /**
   * Sentences about the parts that the data set names: what a single one is used for, and names
   * that are none of a part.
   */
  public List<String> remarks() {
    return Stream.of(single(), unknown()).flatMap(Optional::stream).toList();
  }

  /** Images whose part has another name are training images, also where it is misspelt. */
  private Optional<String> unknown() {
    Map<String, Integer> others = new TreeMap<>();
    for (int i = 0; i < whole.size(); i++) {
      whole
          .info(i)
          .split()
          .filter(name -> !KNOWN.contains(name))
          .ifPresent(name -> others.merge(name, 1, Integer::sum));
    }
    if (others.isEmpty()) {
      return Optional.empty();
    }
    String names =
        others.entrySet().stream()
            .limit(SHOWN)
            .map(other -> "%s (%d images)".formatted(other.getKey(), other.getValue()))
            .collect(Collectors.joining(", "));
    return Optional.of(
        "The data name parts that are neither train, val, test nor unlabeled and are not kept apart: "
            + names
            + (others.size() > SHOWN ? ", ..." : ""));
  }

  /** What the only part that the data set names is used for; empty where it names both or none. */
  private Optional<String> single() {
    boolean namesTest = part(whole, TEST).isPresent();
    if (namesTest == part(whole, VALIDATION).isPresent()) {
      return Optional.empty();
    }
    String drawn =
        validation.size() == 0
            ? "no images are left to choose the epoch"
            : "the images to choose the epoch are drawn from the others";
    return Optional.of(
        namesTest
            ? "The data name a test part and no validation part: " + drawn
            : "The data name a validation part and no test part: it is used for the final test, and "
                + drawn);
  }

  /** At most {@code most} images of a part, drawn with the seed; 0 for all. */
  Subset some(Subset part, int most, RandomSource random) {
    if (most == 0 || part.size() <= most) {
      return part;
    }
    int[] places = sample(IntStream.range(0, part.size()).toArray(), most, random, 2);
    return new Subset(whole, IntStream.of(places).map(part::original).toArray(), part.name());
  }

  private static int[] limit(int[] indices, int most, RandomSource random) {
    return sample(indices, most, random, 1);
  }

  /**
   * At most {@code most} of {@code indices}, drawn with the seed, in ascending order; {@code
   * number} distinguishes draws.
   */
  static int[] sample(int[] indices, int most, RandomSource random, int number) {
    if (indices.length <= most) {
      return indices;
    }
    int[] shuffled = indices.clone();
    random.stream(Purpose.SPLIT, 1, 0, number).shuffle(shuffled);
    int[] some = Arrays.copyOf(shuffled, most);
    Arrays.sort(some);
    return some;
  }

  private static int[] pick(int[] indices, int[] places) {
    return IntStream.of(places).map(place -> indices[place]).toArray();
  }

  private static int[] without(int[] images, int[] taken) {
    BitSet gone = new BitSet();
    IntStream.of(taken).forEach(gone::set);
    return IntStream.of(images).filter(i -> !gone.get(i)).toArray();
  }
}
