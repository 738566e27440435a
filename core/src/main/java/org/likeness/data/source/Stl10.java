package org.likeness.data.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;

/**
 * STL-10 (Coates, Ng and Lee, 2011) in its authors' binary version: 5,000 training, 8,000 test and
 * 100,000 unlabelled images of 96x96. A record of {@code train_X.bin}, {@code test_X.bin} and
 * {@code unlabeled_X.bin} has 27,648 bytes: the red, green and blue plane, each by columns. {@code
 * train_y.bin} and {@code test_y.bin} hold one byte per label, from 1. The unlabelled file (2.8 GB)
 * may be missing.
 */
public final class Stl10 {
  static final String NAME = "stl10";
  static final NamedFiles FILES =
      new NamedFiles(
          NAME,
          "stl10_binary",
          List.of("train_X.bin"),
          List.of(
              RemoteFile.of(
                  "http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz",
                  "91f7769df0f17e558f3565bffb0c7dfb",
                  2_640_397_119L,
                  3_124_237_000L)),
          "stl10_binary.tar.gz, or train_X.bin, train_y.bin, test_X.bin, test_y.bin and unlabeled_X.bin unpacked from it,");

  private static final int SIDE = 96;
  private static final int RECORD = 3 * SIDE * SIDE;
  private static final List<String> CLASSES =
      List.of("airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck");

  private Stl10() {}

  /**
   * Maps the files of a folder, or of {@code stl10_binary} in it.
   *
   * @throws InputException where a file is missing, truncated or damaged, or images and labels
   *     differ in number
   */
  public static Dataset open(Path folder, DataOptions options) {
    ImageFolder.refuseColumns(folder, options);
    Path files = FILES.within(folder);
    List<BinaryPart> parts = new ArrayList<>();
    parts.add(labelled(files, "train", 5_000));
    parts.add(labelled(files, "test", 8_000));
    Path unlabelled = files.resolve("unlabeled_X.bin");
    if (Files.exists(unlabelled)) {
      parts.add(
          new BinaryPart(
              "unlabeled",
              Records.map(unlabelled, RECORD, 100_000L * RECORD),
              0,
              new int[0],
              List.of()));
    }
    List<String> classNames = ClassNames.read(files.resolve("class_names.txt"), CLASSES);
    return new BinaryImages(
        NAME, SIDE, SIDE, PixelOrder.PLANES_BY_COLUMN, new BinaryParts(parts, classNames), options);
  }

  private static BinaryPart labelled(Path files, String split, int official) {
    Path images = files.resolve(split + "_X.bin");
    Path labels = files.resolve(split + "_y.bin");
    Records records = Records.map(images, RECORD, (long) official * RECORD);
    Records numbers = Records.map(labels, 1, official);
    if (records.count() != numbers.count()) {
      throw new InputException(
          labels
              + " is truncated or damaged: it has "
              + numbers.count()
              + " bytes, one for each image, but "
              + images.getFileName()
              + " has "
              + records.count()
              + " images; download both again");
    }
    return new BinaryPart(
        split, records, 0, BinaryPart.labels(labels, numbers, 0, 1, CLASSES.size()), List.of());
  }
}
