package org.likeness.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;

/**
 * Stanford Online Products (Oh Song, Xiang, Jegelka and Savarese, <i>Deep metric learning via
 * lifted structured feature embedding</i>, CVPR 2016): {@code Ebay_train.txt}, 59,551 images of
 * 11,318 products, {@code Ebay_test.txt}, 60,502 images of 11,316 others, and the folders of the
 * images. A class is a product; its kind ({@code chair}) is the attribute {@code kind}.
 */
public final class OnlineProducts {
  private static final String TRAIN = "Ebay_train.txt";
  private static final String TEST = "Ebay_test.txt";
  private static final int COLUMNS = 4; // image_id class_id super_class_id path
  private static final int CLASS = 1;
  private static final int PATH = 3;

  static final NamedFiles FILES =
      new NamedFiles(
          "online-products",
          "Stanford_Online_Products",
          List.of(TRAIN),
          List.of(),
          "the unpacked Stanford_Online_Products.zip (from https://cvgl.stanford.edu/projects/lifted_struct)");

  private OnlineProducts() {}

  /**
   * Opens the folder with the lists.
   *
   * @throws InputException where a list is missing or damaged
   */
  public static Dataset open(Path folder, DataOptions options) {
    ImageFolder.refuseColumns(folder, options);
    Path base = FILES.within(folder);
    Map<String, Integer> labels = new LinkedHashMap<>(); // by the number in the list
    List<Candidate> candidates = new ArrayList<>();
    add(candidates, base.resolve(TRAIN), "train", labels);
    add(candidates, base.resolve(TEST), "test", labels);
    List<String> names = labels.keySet().stream().map(number -> "product " + number).toList();
    return HeaderScan.open(FILES.name(), base, candidates, names, options);
  }

  private static void add(
      List<Candidate> all, Path list, String part, Map<String, Integer> labels) {
    List<String> lines = InputFile.text(list).lines().toList();
    for (int i = 1; i < lines.size(); i++) { // after the names of the columns
      String[] cells = lines.get(i).strip().split("\\s+", -1);
      if (cells.length != COLUMNS) {
        throw new InputException(
            "%s, line %d: expected image_id class_id super_class_id path but found %s"
                .formatted(list, i + 1, lines.get(i)));
      }
      int label = labels.computeIfAbsent(cells[CLASS], number -> labels.size());
      all.add(
          new Candidate(
              cells[PATH],
              cells[PATH],
              0,
              -1,
              label,
              Optional.empty(),
              Optional.of(part),
              Map.of("kind", kind(cells[PATH]))));
    }
  }

  /** {@code coffee_maker_final/1_0.JPG} is in the folder of its kind. */
  private static String kind(String path) {
    return path.substring(0, Math.max(0, path.indexOf('/'))).replaceFirst("_final$", "");
  }
}
