package org.likeness.experiment.layout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.image.Image;

/**
 * STL-10 (Coates, Ng and Lee, 2011) in its authors' binary version: {@code train_X.bin} and {@code
 * test_X.bin} with the labels {@code train_y.bin} and {@code test_y.bin}, which count from 1, and
 * {@code unlabeled_X.bin}. A record is the red, green and blue plane, each by columns.
 */
public final class Stl10Layout {
  private static final int SIDE = 96;
  private static final int CHANNELS = 3;

  private Stl10Layout() {}

  /**
   * Writes the files that are not there; without unlabelled images, none for them.
   *
   * @param images of 96x96 pixels, with a label below 10 and the part {@code train} or {@code test}
   * @param labelled number of images with a label, the first; those behind them are unlabelled
   */
  public static void write(Path folder, Dataset images, int labelled) throws IOException {
    LayoutFolder files = new LayoutFolder(folder);
    for (String part : new String[] {LayoutFolder.TRAIN, LayoutFolder.TEST}) {
      int[] indices =
          Arrays.stream(LayoutFolder.part(images, part)).filter(i -> i < labelled).toArray();
      files.write(part + "_X.bin", () -> records(images, indices));
      files.write(part + "_y.bin", () -> labels(images, indices));
    }
    if (labelled < images.size()) {
      int[] unlabelled = IntStream.range(labelled, images.size()).toArray();
      files.write("unlabeled_X.bin", () -> records(images, unlabelled));
    }
  }

  private static byte[] labels(Dataset images, int[] indices) {
    byte[] labels = new byte[indices.length];
    for (int i = 0; i < indices.length; i++) {
      labels[i] = (byte) (LayoutFolder.label(images, indices[i]) + 1);
    }
    return labels;
  }

  private static byte[] records(Dataset images, int[] indices) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int index : indices) {
      Image image = LayoutFolder.squared(images, index, SIDE);
      for (int channel = 0; channel < CHANNELS; channel++) {
        for (int x = 0; x < SIDE; x++) {
          for (int y = 0; y < SIDE; y++) {
            out.write(image.at(x, y, channel));
          }
        }
      }
    }
    return out.toByteArray();
  }
}
