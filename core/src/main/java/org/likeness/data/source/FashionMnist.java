package org.likeness.data.source;

import java.nio.file.Path;
import java.util.List;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): 60,000 training and 10,000 test images of 28x28
 * in grey, in four IDX files, packed ({@code train-images-idx3-ubyte.gz}) or not. Every set in
 * MNIST's form is read, but the class names are those of Fashion-MNIST.
 */
public final class FashionMnist {
  static final String NAME = "fashion-mnist";
  static final NamedFiles FILES =
      new NamedFiles(
          NAME,
          NAME,
          List.of("train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"),
          List.of(
              remote("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d", 26_421_880),
              remote("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe", 29_515),
              remote("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79", 4_422_102),
              remote("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310", 5_148)),
          "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz");

  private static final List<String> CLASSES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  private FashionMnist() {}

  /**
   * Reads the four files of a folder.
   *
   * @throws InputException where a file is missing, truncated or damaged, or images and labels
   *     differ in number
   */
  public static Dataset open(Path folder, DataOptions options) {
    ImageFolder.refuseColumns(folder, options);
    Path files = FILES.within(folder);
    IdxFile train = IdxFile.read(files, "train-images-idx3-ubyte", 3);
    IdxFile test = IdxFile.read(files, "t10k-images-idx3-ubyte", 3);
    int height = train.dimensions()[1];
    int width = train.dimensions()[2];
    if (test.dimensions()[1] != height || test.dimensions()[2] != width) {
      throw new InputException(
          files
              + " mixes two data sets: its training images have "
              + width
              + "x"
              + height
              + " pixels, its test images "
              + test.dimensions()[2]
              + "x"
              + test.dimensions()[1]);
    }
    if ((long) width * height > options.maxPixels()) {
      throw new InputException(
          files
              + " has images of "
              + width
              + "x"
              + height
              + " pixels, more than the "
              + options.maxPixels()
              + " of data.max-pixels");
    }
    List<BinaryPart> parts =
        List.of(part(files, "train", "train", train), part(files, "test", "t10k", test));
    return new BinaryImages(
        NAME, width, height, PixelOrder.GREY, new BinaryParts(parts, CLASSES), options);
  }

  private static BinaryPart part(Path files, String split, String prefix, IdxFile images) {
    String name = prefix + "-labels-idx1-ubyte";
    IdxFile labels = IdxFile.read(files, name, 1);
    if (labels.dimensions()[0] != images.dimensions()[0]) {
      throw new InputException(
          files.resolve(name)
              + " has "
              + labels.dimensions()[0]
              + " labels, but there are "
              + images.dimensions()[0]
              + " "
              + split
              + " images; download both files again");
    }
    int[] numbers = BinaryPart.labels(files.resolve(name), labels.records(), 0, 0, CLASSES.size());
    return new BinaryPart(split, images.records(), 0, numbers, List.of());
  }

  private static RemoteFile remote(String file, String md5, long bytes) {
    return RemoteFile.of(
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/" + file, md5, bytes, 0);
  }
}
