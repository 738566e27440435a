package org.likeness.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.experiment.layout.Cars196Layout;
import org.likeness.experiment.layout.Cifar10Layout;
import org.likeness.experiment.layout.Cub200Layout;
import org.likeness.experiment.layout.FashionMnistLayout;
import org.likeness.experiment.layout.OnlineProductsLayout;
import org.likeness.experiment.layout.Stl10Layout;

/**
 * The images of the scale {@link Scale#SMOKE}: generated, a folder for each key. A key that names a
 * data set with a layout of its own has files in this layout, so that they are read as the data set
 * is; the other keys share class folders.
 */
final class SmokeImages {
  private static final int IMAGES = 320;
  private static final int CLASSES = 10;
  private static final int SIDE = 32;
  private static final int GREY_SIDE = 28; // of Fashion-MNIST
  private static final int LARGE_SIDE = 96; // of STL-10
  private static final int UNLABELLED = 80;

  private static final String CLASS_FOLDERS = "class-folders";
  private static final Map<String, Layout> LAYOUTS =
      Map.of(
          "cifar10", folder -> Cifar10Layout.write(folder, images(IMAGES, SIDE)),
          "fashion-mnist", folder -> FashionMnistLayout.write(folder, images(IMAGES, GREY_SIDE)),
          "stl10", folder -> stl10(folder, UNLABELLED),
          "stl10-labelled", folder -> stl10(folder, 0),
          "cub200", folder -> Cub200Layout.write(folder, images(IMAGES, SIDE)),
          "cars196", folder -> Cars196Layout.write(folder, images(IMAGES, SIDE)),
          "online-products", folder -> OnlineProductsLayout.write(folder, images(IMAGES, SIDE)));

  /** Writes generated images into a folder. */
  private interface Layout {
    void write(Path folder) throws IOException;
  }

  private SmokeImages() {}

  /**
   * Writes the files that are not there.
   *
   * @param folder of all keys
   * @return where the images of each key are
   */
  static ImagePlaces written(Path folder, List<String> keys) throws IOException {
    Map<String, String> places = new HashMap<>();
    for (String key : keys) {
      boolean own = LAYOUTS.containsKey(key);
      Path place = folder.resolve(own ? key : CLASS_FOLDERS);
      LAYOUTS.getOrDefault(key, SmokeImages::classFolders).write(place);
      places.put(key, place.toString());
    }
    return new ImagePlaces(places, Optional.empty());
  }

  private static void classFolders(Path folder) throws IOException {
    GeneratedImages.written(folder, new GeneratedImages(IMAGES, SIDE, CLASSES));
  }

  private static void stl10(Path folder, int unlabelled) throws IOException {
    Stl10Layout.write(folder, images(IMAGES + unlabelled, LARGE_SIDE), IMAGES);
  }

  private static Dataset images(int count, int side) {
    return new GeneratedImages(count, side, CLASSES);
  }
}
