package org.likeness.experiment.layout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.likeness.data.Dataset;
import org.likeness.image.Image;

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): four packed IDX files, {@code
 * train-images-idx3-ubyte.gz}, {@code train-labels-idx1-ubyte.gz}, and the same of {@code t10k},
 * the images for tests.
 */
public final class FashionMnistLayout {
  private static final int SIDE = 28;
  private static final int GREEN = 1;
  private static final int BYTES = 0x800; // the type of the numbers, above their dimensions

  private FashionMnistLayout() {}

  /**
   * Writes the files that are not there.
   *
   * @param images of 28x28 pixels, of which the green channel is written, with a label below 10 and
   *     the part {@code train} or {@code test}
   */
  public static void write(Path folder, Dataset images) throws IOException {
    LayoutFolder files = new LayoutFolder(folder);
    write(files, "train", images, LayoutFolder.part(images, LayoutFolder.TRAIN));
    write(files, "t10k", images, LayoutFolder.part(images, LayoutFolder.TEST));
  }

  private static void write(LayoutFolder files, String name, Dataset images, int[] indices)
      throws IOException {
    files.write(
        name + "-images-idx3-ubyte.gz",
        () -> packed(idx(grey(images, indices), indices.length, SIDE, SIDE)));
    files.write(
        name + "-labels-idx1-ubyte.gz", () -> packed(idx(labels(images, indices), indices.length)));
  }

  private static byte[] grey(Dataset images, int[] indices) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int index : indices) {
      Image image = LayoutFolder.squared(images, index, SIDE);
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          out.write(image.at(x, y, GREEN));
        }
      }
    }
    return out.toByteArray();
  }

  private static byte[] labels(Dataset images, int[] indices) {
    byte[] labels = new byte[indices.length];
    for (int i = 0; i < indices.length; i++) {
      labels[i] = (byte) LayoutFolder.label(images, indices[i]);
    }
    return labels;
  }

  /**
   * An IDX file of bytes: its type and number of dimensions, each dimension as four bytes with the
   * highest first, the values.
   */
  public static byte[] idx(byte[] values, int... dimensions) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * (1 + dimensions.length) + values.length)
            .putInt(BYTES + dimensions.length);
    for (int dimension : dimensions) {
      bytes.putInt(dimension);
    }
    return bytes.put(values).array();
  }

  /** Bytes as gzip packs them. */
  public static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
