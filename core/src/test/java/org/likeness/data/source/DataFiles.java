package org.likeness.data.source;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.likeness.experiment.layout.FashionMnistLayout;
import org.likeness.io.Digests;

/** Files for tests: images of one colour, tar files, the binary layouts of published data sets. */
public final class DataFiles {
  private DataFiles() {}

  static byte[] image(String format, int width, int height, int rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static byte[] png(int width, int height, int rgb) {
    return image("png", width, height, rgb);
  }

  static Path write(Path root, String name, byte[] bytes) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  static Path write(Path root, String name, String text) throws IOException {
    return write(root, name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  public static byte[] tar(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  public static byte[] gzip(byte[] bytes) throws IOException {
    return FashionMnistLayout.packed(bytes);
  }

  /**
   * {@code count} records of {@code labels} bytes and {@code pixels} pixels; pixel p of record r is
   * (r * 7 + p) mod 256.
   */
  public static byte[] records(int count, int first, int pixels, int... moduli) {
    ByteBuffer bytes = ByteBuffer.allocate(count * (moduli.length + pixels));
    for (int record = 0; record < count; record++) {
      for (int modulus : moduli) {
        bytes.put((byte) ((first + record) % modulus));
      }
      for (int pixel = 0; pixel < pixels; pixel++) {
        bytes.put((byte) pattern(first + record, pixel));
      }
    }
    return bytes.array();
  }

  static int pattern(int record, int pixel) {
    return (record * 7 + pixel) & 0xFF;
  }

  /** An IDX file of bytes. */
  public static byte[] idx(byte[] values, int... dimensions) {
    return FashionMnistLayout.idx(values, dimensions);
  }

  /** The MD5 of some bytes, as data sets publish it. */
  public static String md5(byte[] bytes) {
    MessageDigest digest = Digests.of("MD5");
    digest.update(bytes);
    return Digests.hex(digest);
  }
}
