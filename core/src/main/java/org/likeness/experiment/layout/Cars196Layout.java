package org.likeness.experiment.layout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.likeness.data.Dataset;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Sinks;
import us.hebi.matlab.mat.types.Struct;

/**
 * Cars196 (Krause, Stark, Deng and Fei-Fei, <i>3D object representations for fine-grained
 * categorization</i>, 3dRR 2013): {@code cars_annos.mat} with {@code annotations}, a structure for
 * each image with {@code relative_im_path}, {@code class}, which counts from 1, and {@code test},
 * and {@code class_names}; and the images {@code car_ims/NUMBER.jpg}.
 */
public final class Cars196Layout {
  private static final int DESCRIPTION = 116; // bytes of text at the beginning of a MAT-file

  private Cars196Layout() {}

  /**
   * Writes the files that are not there.
   *
   * @param images with labels; whether they are for tests is the split for classification
   */
  public static void write(Path folder, Dataset images) throws IOException {
    LayoutFolder files = new LayoutFolder(folder);
    for (int i = 0; i < images.size(); i++) {
      files.jpeg(path(i), images, i);
    }
    files.write("cars_annos.mat", () -> annotations(images));
  }

  private static String path(int index) {
    return "car_ims/%06d.jpg".formatted(index + 1);
  }

  private static byte[] annotations(Dataset images) throws IOException {
    Struct rows = Mat5.newStruct(1, images.size());
    for (int i = 0; i < images.size(); i++) {
      boolean test = images.info(i).split().filter(LayoutFolder.TEST::equals).isPresent();
      rows.set("relative_im_path", i, Mat5.newString(path(i)));
      rows.set("class", i, Mat5.newScalar(LayoutFolder.label(images, i) + 1));
      rows.set("test", i, Mat5.newScalar(test ? 1 : 0));
    }
    Cell names = Mat5.newCell(1, images.classNames().size());
    for (int i = 0; i < images.classNames().size(); i++) {
      names.set(i, Mat5.newString(images.classNames().get(i)));
    }
    try (Mat5File file = Mat5.newMatFile()) {
      file.addArray("annotations", rows).addArray("class_names", names);
      int size = Math.toIntExact(file.getUncompressedSerializedSize());
      ByteBuffer bytes = ByteBuffer.allocate(size);
      Mat5.newWriter(Sinks.wrap(bytes))
          .setDeflateLevel(Deflater.NO_COMPRESSION)
          .writeMat(file)
          .flush();
      return dateless(Arrays.copyOf(bytes.array(), bytes.position()));
    }
  }

  /** With another description: that of the library has the time. */
  private static byte[] dateless(byte[] file) {
    byte[] text = "MATLAB 5.0 MAT-file".getBytes(StandardCharsets.US_ASCII);
    Arrays.fill(file, 0, DESCRIPTION, (byte) ' ');
    System.arraycopy(text, 0, file, 0, text.length);
    return file;
  }
}
