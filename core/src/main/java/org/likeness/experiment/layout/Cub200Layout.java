package org.likeness.experiment.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.likeness.data.Dataset;

/**
 * CUB-200-2011 (Wah, Branson, Welinder, Perona and Belongie, <i>The Caltech-UCSD Birds-200-2011
 * Dataset</i>, 2011): the folder {@code CUB_200_2011} with {@code images.txt}, {@code
 * image_class_labels.txt}, {@code classes.txt}, {@code train_test_split.txt}, whose numbers count
 * from 1, and the images in {@code images/NUMBER.CLASS}.
 */
public final class Cub200Layout {
  private static final String FOLDER = "CUB_200_2011/";

  private Cub200Layout() {}

  /**
   * Writes the files that are not there.
   *
   * @param images with labels; whether they are for tests is the split for classification
   */
  public static void write(Path folder, Dataset images) throws IOException {
    LayoutFolder files = new LayoutFolder(folder);
    StringBuilder paths = new StringBuilder();
    StringBuilder labels = new StringBuilder();
    StringBuilder splits = new StringBuilder();
    for (int i = 0; i < images.size(); i++) {
      int label = LayoutFolder.label(images, i);
      String name = images.classNames().get(label);
      String path = "%03d.%s/%s_%04d.jpg".formatted(label + 1, name, name, i + 1);
      files.jpeg(FOLDER + "images/" + path, images, i);
      boolean train = images.info(i).split().filter(LayoutFolder.TRAIN::equals).isPresent();
      paths.append("%d %s\n".formatted(i + 1, path));
      labels.append("%d %d\n".formatted(i + 1, label + 1));
      splits.append("%d %d\n".formatted(i + 1, train ? 1 : 0));
    }
    files.text(FOLDER + "images.txt", paths);
    files.text(FOLDER + "classes.txt", classes(images.classNames()));
    files.text(FOLDER + "train_test_split.txt", splits);
    files.text(FOLDER + "image_class_labels.txt", labels);
  }

  private static String classes(List<String> names) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      lines.append("%d %03d.%s\n".formatted(i + 1, i + 1, names.get(i)));
    }
    return lines.toString();
  }
}
