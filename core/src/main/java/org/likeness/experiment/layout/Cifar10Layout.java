package org.likeness.experiment.layout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.likeness.data.Dataset;
import org.likeness.image.Image;

/**
 * CIFAR-10 (Krizhevsky, 2009) in its authors' binary version: the training images in {@code
 * data_batch_1.bin} to {@code data_batch_5.bin}, those for tests in {@code test_batch.bin}. A
 * record is the label, then the red, green and blue plane, each by rows.
 */
public final class Cifar10Layout {
  private static final int SIDE = 32;
  private static final int CHANNELS = 3;
  private static final int BATCHES = 5;

  private Cifar10Layout() {}

  /**
   * Writes the files that are not there.
   *
   * @param images of 32x32 pixels, with a label below 10 and the part {@code train} or {@code test}
   */
  public static void write(Path folder, Dataset images) throws IOException {
    LayoutFolder files = new LayoutFolder(folder);
    int[] train = LayoutFolder.part(images, LayoutFolder.TRAIN);
    for (int i = 0; i < BATCHES; i++) {
      int[] batch =
          Arrays.copyOfRange(train, train.length * i / BATCHES, train.length * (i + 1) / BATCHES);
      files.write("data_batch_" + (i + 1) + ".bin", () -> records(images, batch));
    }
    int[] test = LayoutFolder.part(images, LayoutFolder.TEST);
    files.write("test_batch.bin", () -> records(images, test));
  }

  private static byte[] records(Dataset images, int[] indices) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int index : indices) {
      out.write(LayoutFolder.label(images, index));
      Image image = LayoutFolder.squared(images, index, SIDE);
      for (int channel = 0; channel < CHANNELS; channel++) {
        for (int y = 0; y < SIDE; y++) {
          for (int x = 0; x < SIDE; x++) {
            out.write(image.at(x, y, channel));
          }
        }
      }
    }
    return out.toByteArray();
  }
}
