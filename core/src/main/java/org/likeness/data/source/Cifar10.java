package org.likeness.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.likeness.data.Dataset;

/**
 * CIFAR-10 (Krizhevsky, 2009) in its authors' binary version: 50,000 training and 10,000 test
 * images of 32x32 in {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code
 * test_batch.bin}. A record has 3,073 bytes: the label, then the red, green and blue plane, each by
 * rows. Class names come from {@code batches.meta.txt}.
 */
public final class Cifar10 {
  static final String NAME = "cifar10";
  static final NamedFiles FILES =
      new NamedFiles(
          NAME,
          "cifar-10-batches-bin",
          List.of("data_batch_1.bin"),
          List.of(
              RemoteFile.of(
                  "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
                  "c32a1d4ab5d03f1284b67883e8d87530",
                  170_052_171,
                  184_380_000)),
          "cifar-10-binary.tar.gz, or data_batch_1.bin to data_batch_5.bin and test_batch.bin unpacked from it,");

  private static final int SIDE = 32;
  private static final int RECORD = 1 + 3 * SIDE * SIDE;
  private static final long OFFICIAL_BYTES = 10_000L * RECORD;
  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Cifar10() {}

  /**
   * Maps the six files of a folder, or of {@code cifar-10-batches-bin} in it.
   *
   * @throws org.likeness.error.InputException where a file is missing, truncated or damaged
   */
  public static Dataset open(Path folder, DataOptions options) {
    ImageFolder.refuseColumns(folder, options);
    Path files = FILES.within(folder);
    List<BinaryPart> parts = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      parts.add(part("train", files.resolve("data_batch_" + i + ".bin")));
    }
    parts.add(part("test", files.resolve("test_batch.bin")));
    List<String> classNames = ClassNames.read(files.resolve("batches.meta.txt"), CLASSES);
    return new BinaryImages(
        NAME, SIDE, SIDE, PixelOrder.PLANES_BY_ROW, new BinaryParts(parts, classNames), options);
  }

  private static BinaryPart part(String split, Path file) {
    Records records = Records.map(file, RECORD, OFFICIAL_BYTES);
    return new BinaryPart(
        split, records, 1, BinaryPart.labels(file, records, 0, 0, CLASSES.size()), List.of());
  }
}
