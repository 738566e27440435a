package org.likeness.experiment;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

/**
 * Generated images that stand for a data set: stripes, whose direction and width tell the class, in
 * colours that tell the image, with noise. Of each class, a part is for testing.
 *
 * @param count number of images
 * @param side their width and height in pixels
 * @param classes number of classes, at most 10
 */
record GeneratedImages(int count, int side, int classes) implements Dataset {
  /** One of so many images of a class is for testing. */
  static final int TESTED = 4;

  /** Those of CIFAR-10, which experiments name. */
  private static final List<String> NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final RandomSource RANDOM = new RandomSource(7);
  private static final int NOISE = 24;

  /** Writes them as class folders below {@code train} and {@code test}, unless they are there. */
  static void written(Path folder, GeneratedImages images) throws IOException {
    for (int i = 0; i < images.size(); i++) {
      Path file = folder.resolve(images.info(i).id());
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        ImageIO.write(images.picture(i), "png", file.toFile());
      }
    }
  }

  @Override
  public String name() {
    return "generated images";
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public ImageInfo info(int index) {
    String part = index / classes % TESTED == TESTED - 1 ? "test" : "train";
    return new ImageInfo(
        "%s/%s/%06d.png".formatted(part, classNames().get(index % classes), index),
        side,
        side,
        OptionalInt.of(index % classes),
        Optional.empty(),
        Optional.of(part),
        Map.of());
  }

  @Override
  public List<String> classNames() {
    return NAMES.subList(0, classes);
  }

  @Override
  public Image load(int index) {
    byte[] rgb = new byte[side * side * 3];
    BufferedImage picture = picture(index);
    for (int i = 0; i < side * side; i++) {
      int pixel = picture.getRGB(i % side, i / side);
      rgb[3 * i] = (byte) (pixel >> 16);
      rgb[3 * i + 1] = (byte) (pixel >> 8);
      rgb[3 * i + 2] = (byte) pixel;
    }
    return new Image(side, side, rgb);
  }

  private BufferedImage picture(int index) {
    RandomStream random = RANDOM.stream(Purpose.EVALUATION, 0, index);
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    int kind = index % classes;
    double angle = Math.PI * kind / classes;
    double width = Math.max(2, side / (double) (4 + kind % 3 * 2));
    int colour = random.nextInt(0x1000000);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        boolean light = Math.sin((x * Math.cos(angle) + y * Math.sin(angle)) / width * Math.PI) > 0;
        picture.setRGB(x, y, (light ? colour : ~colour & 0xFFFFFF) ^ random.nextInt(NOISE));
      }
    }
    return picture;
  }
}
