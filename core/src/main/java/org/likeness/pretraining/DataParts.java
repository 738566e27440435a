package org.likeness.pretraining;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.likeness.data.DataFingerprint;
import org.likeness.data.Dataset;
import org.likeness.data.Split;
import org.likeness.data.Splits;
import org.likeness.data.Subset;
import org.likeness.data.TrainingData;
import org.likeness.error.InputException;
import org.likeness.evaluate.Parts;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/**
 * A data set in three parts that share no image and no group: training images, validation images to
 * choose the epoch, and test images for the evaluation at the end.
 *
 * @param whole the data set
 * @param train the images that are learned from: a share of the training images, of some classes
 * @param test test images, for the summary; may be empty
 * @param learned of the classes that are learned from: what is measured during training
 * @param tested of the classes of the test images: what these are compared with
 * @param remarks sentences about the parts that the data set names, and about classes kept out
 */
public record DataParts(
    Dataset whole,
    Subset train,
    Subset test,
    Reference learned,
    Reference tested,
    List<String> remarks) {

  /** A contrastive batch needs two images. */
  private static final int FEWEST = 2;

  static final String TEST = "test";
  static final String VALIDATION = "val";

  public DataParts {
    remarks = List.copyOf(remarks);
  }

  /**
   * Splits a data set. Parts that the data set names {@code test} and {@code val} are the test and
   * the validation part; where it names one of them alone, that is the test part. A part that is
   * not named is a seeded random fraction of the rest. Then images of classes that are kept out
   * leave each part, and a share of the training images is drawn. Where only some training images
   * have a label, all are learned from, and bank and validation images are those with one.
   *
   * @throws InputException if fewer than two training images remain, or the classes are not those
   *     of the data set
   * @throws IllegalArgumentException if an option is out of range
   */
  public static DataParts of(Dataset whole, SplitOptions options, RandomSource random) {
    OptionRecords.check(options);
    ClassChoice classes = new ClassChoice(whole, options);
    Optional<int[]> namedTest = part(whole, TEST);
    Optional<int[]> namedValidation = part(whole, VALIDATION);
    int[] all = IntStream.range(0, whole.size()).toArray();
    Split first =
        namedTest
            .or(() -> namedValidation)
            .map(test -> new Split(without(all, test), test))
            .orElseGet(() -> hold(whole, all, options.testShare(), random));
    Split second =
        namedTest
            .flatMap(named -> namedValidation)
            .map(validation -> new Split(without(first.kept(), validation), validation))
            .orElseGet(
                () ->
                    hold(
                        whole,
                        first.kept(),
                        validationShare(options, first.kept().length),
                        new RandomSource(~random.seed())));
    LabelledImages labelled = new LabelledImages(whole, second.kept());
    int[] validation = limit(labelled.of(second.heldOut()), options.validationLimit(), random);
    int[] test = classes.tested(first.heldOut());
    classes.requireTested(first.heldOut(), test);
    if (second.kept().length < FEWEST) {
      int named = namedTest.map(part -> part.length).orElse(0);
      named += namedValidation.map(part -> part.length).orElse(0);
      throw tooFew(whole, second.kept().length, named);
    }
    int[] bank = classes.learned(second.kept());
    int[] train = share(whole, bank, options.share(), random);
    if (train.length < FEWEST) {
      throw tooFew(whole, train.length, second.kept().length, options);
    }
    Reference learned = reference(whole, labelled.of(bank), classes.learned(validation));
    Reference tested =
        reference(whole, labelled.of(classes.tested(second.kept())), classes.tested(validation));
    return new DataParts(
        whole,
        new Subset(whole, train, whole.name() + " train"),
        new Subset(whole, test, whole.name() + " test"),
        learned,
        tested,
        Stream.concat(
                PartRemarks.of(whole, learned.validation().size()).stream(),
                classes.remark().or(labelled::remark).stream())
            .toList());
  }

  /** No more is held out than the limit lets be used; the rest is learned from. */
  private static double validationShare(SplitOptions options, int images) {
    return Math.min(options.validationShare(), (double) options.validationLimit() / images);
  }

  private static Reference reference(Dataset whole, int[] bank, int[] validation) {
    return new Reference(
        new Subset(whole, bank, whole.name() + " train"),
        new Subset(whole, validation, whole.name() + " validation"));
  }

  private static InputException tooFew(Dataset whole, int left, int named) {
    return new InputException(
        "%s has %d training image%s%s but training needs at least 2: use a folder with more images"
            .formatted(
                whole.name(),
                left,
                left == 1 ? "" : "s",
                named == 0
                    ? ""
                    : ", since %d of its %d images are in the parts that it names val or test,"
                        .formatted(named, whole.size())));
  }

  private static InputException tooFew(Dataset whole, int left, int of, SplitOptions options) {
    return new InputException(
        "%s leave%s %d of the %d training images of %s but training needs at least 2: %s"
            .formatted(
                options.share() == 1
                    ? "the classes of split.classes"
                    : "a split.share of " + OptionValues.text(options.share()),
                options.share() == 1 ? "" : "s",
                left,
                of,
                whole.name(),
                options.share() == 1 ? "name more of them" : "raise it"));
  }

  /** Validation images of the classes that are learned from, to choose the epoch; may be empty. */
  public Subset validation() {
    return learned.validation();
  }

  /** The images of an evaluation of the encoder on the test part. */
  public Parts measured() {
    return new Parts(tested.bank(), tested.validation(), test);
  }

  /** What an encoder learns from these parts. */
  TrainingData trainingData(SplitOptions options, long seed) {
    Map<String, String> split = new LinkedHashMap<>();
    OptionRecords.describe(options).forEach(option -> split.put(option.key(), option.valueText()));
    return new TrainingData(DataFingerprint.of(whole), split, seed);
  }

  static Optional<int[]> part(Dataset whole, String name) {
    boolean present =
        IntStream.range(0, whole.size())
            .anyMatch(i -> whole.info(i).split().filter(name::equals).isPresent());
    return present ? Optional.of(Splits.named(whole, name)) : Optional.empty();
  }

  private static int[] share(Dataset whole, int[] images, double share, RandomSource random) {
    return share == 1 || images.length == 0
        ? images
        : pick(images, Splits.share(new Subset(whole, images, whole.name()), share, random));
  }

  /** A held-out fraction of some images; empty if it is 0 or there are too few images. */
  private static Split hold(Dataset whole, int[] images, double share, RandomSource random) {
    if (share == 0 || images.length * share < FEWEST) {
      return new Split(images, new int[0]);
    }
    Split split = Splits.holdOut(new Subset(whole, images, whole.name()), share, random);
    return new Split(pick(images, split.kept()), pick(images, split.heldOut()));
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
