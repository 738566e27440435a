package org.likeness.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.likeness.image.Image;
import org.likeness.io.Digests;

/**
 * Images in a fixed order, each with a stable id. Ids and count are fixed when the data set is
 * opened (by reading headers, not pixels); the order is the order of ids as the source defines it,
 * on every machine. Thread-safe.
 */
public interface Dataset extends AutoCloseable {
  /** A short name for display: the folder's name, {@code cifar10}. */
  String name();

  /** Number of images. */
  int size();

  /** The facts about image {@code index} that are known without decoding it. */
  ImageInfo info(int index);

  /**
   * Decodes image {@code index}.
   *
   * @throws IOException where its file cannot be read or is not an image that can be decoded; it is
   *     skipped in its batch
   */
  Image load(int index) throws IOException;

  /**
   * Decodes image {@code index}, smaller where that saves work: a JPEG at half, a quarter or an
   * eighth of its size as long as its shorter side measures {@code leastSide} or more.
   *
   * @param leastSide pixels; 0 for full size
   * @throws IOException as {@link #load(int)}
   */
  default Image load(int index, int leastSide) throws IOException {
    return load(index);
  }

  /** Names of the labels, in the order of their indices; empty where there are no labels. */
  List<String> classNames();

  /** The name of an image's label, its index where that has no name; empty where it has none. */
  default String labelName(int index) {
    OptionalInt label = info(index).label();
    if (label.isEmpty()) {
      return "";
    }
    return label.getAsInt() < classNames().size()
        ? classNames().get(label.getAsInt())
        : Integer.toString(label.getAsInt());
  }

  /** True where every image has a label. */
  default boolean labelled() {
    for (int i = 0; i < size(); i++) {
      if (info(i).label().isEmpty()) {
        return false;
      }
    }
    return size() > 0;
  }

  /**
   * Files that look like images and are not, with the reason; they are not counted by {@link
   * #size()}. Empty for binary files.
   */
  default List<UnreadableFile> unreadable() {
    return List.of();
  }

  /** Bytes of all images as they are stored; 0 where the source does not know. */
  default long bytes() {
    return 0;
  }

  /**
   * The images found so far that cannot be decoded, and how many are allowed; of the whole where
   * this is a part. Empty where the source does not keep them: a loader then keeps its own.
   */
  default Optional<Skips> skips() {
    return Optional.empty();
  }

  /**
   * Size and time of change of what stores image {@code index}, read anew; empty where the source
   * has no files of its own to ask.
   *
   * @throws IOException where its file cannot be read
   */
  default Optional<FileState> state(int index) throws IOException {
    return Optional.empty();
  }

  /**
   * A hash of the content of image {@code index}, which is the same wherever the image is stored
   * and whatever it is called: of its encoded bytes, or of its pixels where the source stores
   * those.
   *
   * @return 32 hexadecimal digits
   * @throws IOException where it cannot be read
   */
  default String contentHash(int index) throws IOException {
    Image image = load(index);
    return Digests.content(image.rgb());
  }

  @Override
  default void close() throws IOException {}
}
