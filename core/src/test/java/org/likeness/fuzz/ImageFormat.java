package org.likeness.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;
import org.likeness.image.ImageHeader;
import org.likeness.image.JavaDecoding;

/**
 * A format of images, by the decoder of this machine or by the one in Java.
 *
 * @param name of the format, and of the decoder where it is the one in Java
 * @param files valid images
 * @param inJava by the decoder that is used where OpenCV is missing
 */
record ImageFormat(String name, List<byte[]> files, boolean inJava) implements Format {
  private static final String FILE = "image";
  private static final int REDUCED = 8;
  private static final int PNG_SIGNATURE = 8;

  @Override
  public List<Sample> samples() {
    return files.stream().map(file -> Sample.of(FILE, file)).toList();
  }

  @Override
  public void read(Path folder) throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve(FILE));
    ImageHeader header = ImageHeader.read(new ByteArrayInputStream(file), FILE);
    if (inJava) {
      JavaDecoding.decode(file, FILE);
      return;
    }
    Image image = ImageDecoder.decode(file, FILE);
    if (image.width() != header.width() || image.height() != header.height()) {
      throw new AssertionError(
          header + " was decoded to " + image.width() + " x " + image.height() + " pixels");
    }
    ImageDecoder.decode(file, FILE, REDUCED);
  }

  /** The checksum of each chunk of a PNG, which libpng checks first. */
  @Override
  public byte[] repaired(byte[] part) {
    return name.startsWith("png") ? withChecksums(part) : part;
  }

  private static byte[] withChecksums(byte[] png) {
    ByteBuffer chunks = ByteBuffer.wrap(png.clone());
    for (int at = PNG_SIGNATURE; at <= png.length - 12; ) {
      int length = chunks.getInt(at);
      if (length < 0 || length > png.length - 12 - at) {
        break;
      }
      CRC32 checksum = new CRC32();
      checksum.update(png, at + 4, length + 4);
      chunks.putInt(at + 8 + length, (int) checksum.getValue());
      at += length + 12;
    }
    return chunks.array();
  }

  /** All formats of images. */
  static List<Format> all() throws IOException {
    List<Format> all = new ArrayList<>();
    for (boolean inJava : new boolean[] {false, true}) {
      String end = inJava ? "-in-java" : "";
      all.add(new ImageFormat("jpeg" + end, ImageFiles.jpeg(), inJava));
      all.add(new ImageFormat("png" + end, ImageFiles.png(), inJava));
      all.add(new ImageFormat("webp" + end, ImageFiles.webp(), inJava));
    }
    all.add(new ImageFormat("gif", ImageFiles.gif(), false)); // in Java in any case
    all.add(new ImageFormat("bmp", ImageFiles.bmp(), false));
    return all;
  }
}
