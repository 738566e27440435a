package org.likeness.pretraining;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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

  /**
   * Splits a data set. If the data set has a test part, it is used; else a seeded random fraction
   * becomes the test part. The validation part is a seeded random fraction of the rest.
   *
   * @throws InputException if fewer than two training images remain
   * @throws IllegalArgumentException if an option is out of range
   */
  public static DataParts of(Dataset whole, SplitOptions options, RandomSource random) {
    OptionRecords.check(options);
    int[] named = part(whole, "test").or(() -> part(whole, "val")).orElse(new int[0]);
    int[] rest = without(whole.size(), named);
    int[] test = named;
    if (named.length == 0) {
      Split split = hold(new Subset(whole, rest, whole.name()), options.testShare(), random);
      test = pick(rest, split.heldOut());
      rest = pick(rest, split.kept());
    }
    Split split =
        hold(
            new Subset(whole, rest, whole.name()),
            options.validationShare(),
            new RandomSource(~random.seed()));
    int[] validation = limit(pick(rest, split.heldOut()), options.validationLimit(), random);
    int[] train = pick(rest, split.kept());
    if (train.length < FEWEST) {
      throw new InputException(
          "%s has %d training image%s but training needs at least 2: use a folder with more images"
              .formatted(whole.name(), train.length, train.length == 1 ? "" : "s"));
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

  /** A held-out fraction; empty if the fraction is 0 or there are too few images. */
  private static Split hold(Dataset data, double share, RandomSource random) {
    int[] all = IntStream.range(0, data.size()).toArray();
    if (share == 0 || data.size() * share < FEWEST) {
      return new Split(all, new int[0]);
    }
    return Splits.holdOut(data, share, random);
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

  private static int[] without(int size, int[] taken) {
    boolean[] gone = new boolean[size];
    for (int index : taken) {
      gone[index] = true;
    }
    return IntStream.range(0, size).filter(i -> !gone[i]).toArray();
  }
}
