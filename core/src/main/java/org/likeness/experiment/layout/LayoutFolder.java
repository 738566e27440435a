package org.likeness.experiment.layout;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.likeness.data.Dataset;
import org.likeness.image.BufferedImages;
import org.likeness.image.Image;

/** A folder that gets the files it does not have yet; each appears complete or not at all. */
final class LayoutFolder {
  static final String TRAIN = "train";
  static final String TEST = "test";

  private final Path folder;

  LayoutFolder(Path folder) {
    this.folder = requireNonNull(folder, "folder is null");
  }

  /** Computes the content of a file. */
  interface Content {
    byte[] bytes() throws IOException;
  }

  /**
   * Writes a file, unless it is there. It is renamed when it is complete, and not forced to the
   * disk, which would take a second for a hundred images.
   */
  void write(String name, Content content) throws IOException {
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      return;
    }
    Path parent = Files.createDirectories(requireNonNull(file.getParent(), "no folder"));
    Path part = Files.createTempFile(parent, ".", ".part");
    try {
      Files.write(part, content.bytes());
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Writes a text in UTF-8, unless it is there. */
  void text(String name, CharSequence text) throws IOException {
    write(name, () -> text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Writes an image as JPEG, unless it is there. */
  void jpeg(String name, Dataset images, int index) throws IOException {
    write(
        name,
        () -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          ImageIO.write(BufferedImages.of(images.load(index)), "jpg", out);
          return out.toByteArray();
        });
  }

  /** The images of a part, ascending. */
  static int[] part(Dataset images, String part) {
    return IntStream.range(0, images.size())
        .filter(i -> images.info(i).split().filter(part::equals).isPresent())
        .toArray();
  }

  /** The class of an image, from 0. */
  static int label(Dataset images, int index) {
    return images.info(index).label().orElseThrow();
  }

  /**
   * An image that a binary file of fixed records can hold.
   *
   * @throws IllegalArgumentException if it has another size
   */
  static Image squared(Dataset images, int index, int side) throws IOException {
    Image image = images.load(index);
    if (image.width() != side || image.height() != side) {
      throw new IllegalArgumentException(
          "images must be of %dx%d pixels but %s is of %dx%d"
              .formatted(side, side, images.info(index).id(), image.width(), image.height()));
    }
    return image;
  }
}
