package org.likeness.data.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;

/**
 * CIFAR-100 (Krizhevsky, 2009) in its authors' binary version: 50,000 training and 10,000 test
 * images of 32x32 in {@code train.bin} and {@code test.bin}. A record has 3,074 bytes: the coarse
 * label (20 classes), the fine label (100 classes), then the red, green and blue plane, each by
 * rows. {@link DataOptions#label()} chooses {@code fine} (the default) or {@code coarse}; the other
 * is an attribute.
 */
public final class Cifar100 {
  static final String NAME = "cifar100";
  static final NamedFiles FILES =
      new NamedFiles(
          NAME,
          "cifar-100-binary",
          List.of("train.bin"),
          List.of(
              RemoteFile.of(
                  "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
                  "03b5dce01913d631647c71ecec9e9cb8",
                  168_513_733,
                  184_440_000)),
          "cifar-100-binary.tar.gz, or train.bin and test.bin unpacked from it,");

  private static final int SIDE = 32;
  private static final int RECORD = 2 + 3 * SIDE * SIDE;
  private static final List<String> COARSE =
      words(
          "aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices household_furniture insects"
              + " large_carnivores large_man-made_outdoor_things large_natural_outdoor_scenes large_omnivores_and_herbivores"
              + " medium_mammals non-insect_invertebrates people reptiles small_mammals trees vehicles_1 vehicles_2");
  private static final List<String> FINE =
      words(
          "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle caterpillar"
              + " cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl"
              + " hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse"
              + " mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit"
              + " raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar sunflower"
              + " sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman"
              + " worm");

  private Cifar100() {}

  /**
   * Maps the two files of a folder, or of {@code cifar-100-binary} in it.
   *
   * @throws InputException where a file is missing, truncated or damaged, or the label is neither
   *     fine nor coarse
   */
  public static Dataset open(Path folder, DataOptions options) {
    if (!List.of("", "fine", "coarse").contains(options.label()) || !options.group().isEmpty()) {
      throw new InputException(
          "cifar100 has the labels fine and coarse and no groups, but label is "
              + options.label()
              + " and group is "
              + options.group());
    }
    Path files = FILES.within(folder);
    List<String> fine = ClassNames.read(files.resolve("fine_label_names.txt"), FINE);
    List<String> coarse = ClassNames.read(files.resolve("coarse_label_names.txt"), COARSE);
    boolean byFine = !options.label().equals("coarse");
    List<Map<String, String>> others =
        (byFine ? coarse : fine)
            .stream().map(name -> Map.of(byFine ? "coarse" : "fine", name)).toList();
    List<BinaryPart> parts =
        List.of(
            part("train", files.resolve("train.bin"), 50_000, byFine, others),
            part("test", files.resolve("test.bin"), 10_000, byFine, others));
    BinaryParts content = new BinaryParts(parts, byFine ? fine : coarse);
    return new BinaryImages(NAME, SIDE, SIDE, PixelOrder.PLANES_BY_ROW, content, options);
  }

  private static BinaryPart part(
      String split, Path file, long official, boolean byFine, List<Map<String, String>> others) {
    Records records = Records.map(file, RECORD, official * RECORD);
    int[] coarse = BinaryPart.labels(file, records, 0, 0, COARSE.size());
    int[] fine = BinaryPart.labels(file, records, 1, 0, FINE.size());
    List<Map<String, String>> attributes =
        IntStream.of(byFine ? coarse : fine).mapToObj(others::get).toList();
    return new BinaryPart(split, records, 2, byFine ? fine : coarse, attributes);
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }
}
