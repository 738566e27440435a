package org.likeness.experiment.layout;

import java.io.IOException;
import java.nio.file.Path;
import org.likeness.data.Dataset;

/**
 * Stanford Online Products (Oh Song, Xiang, Jegelka and Savarese, <i>Deep metric learning via
 * lifted structured feature embedding</i>, CVPR 2016): the folder {@code Stanford_Online_Products}
 * with {@code Ebay_train.txt} and {@code Ebay_test.txt}, whose numbers count from 1, and the images
 * in the folder of their kind. No product is in both lists.
 */
public final class OnlineProductsLayout {
  private static final String FOLDER = "Stanford_Online_Products/";
  private static final String HEADING = "image_id class_id super_class_id path\n";

  private OnlineProductsLayout() {}

  /**
   * Writes the files that are not there; the products of the first half of the classes are for
   * training.
   *
   * @param images with the number of the product as their label
   */
  public static void write(Path folder, Dataset images) throws IOException {
    LayoutFolder files = new LayoutFolder(folder);
    StringBuilder train = new StringBuilder(HEADING);
    StringBuilder test = new StringBuilder(HEADING);
    for (int i = 0; i < images.size(); i++) {
      int label = LayoutFolder.label(images, i);
      String path = "chair_final/%d_%d.JPG".formatted(label + 1, i);
      files.jpeg(FOLDER + path, images, i);
      StringBuilder list = label < images.classNames().size() / 2 ? train : test;
      list.append("%d %d 1 %s\n".formatted(i + 1, label + 1, path));
    }
    files.text(FOLDER + "Ebay_test.txt", test);
    files.text(FOLDER + "Ebay_train.txt", train);
  }
}
