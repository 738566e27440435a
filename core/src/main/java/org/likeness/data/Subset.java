package org.likeness.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.likeness.image.Image;

/**
 * Some images of a data set, in the order given. It keeps the ids and the class names of the whole,
 * and does not close it: other subsets may use the same data set.
 */
public final class Subset implements Dataset {
  private final Dataset whole;
  private final int[] indices;
  private final String name;

  /**
   * @param indices numbers of the images in {@code whole}
   * @param name a short name for display
   */
  public Subset(Dataset whole, int[] indices, String name) {
    this.whole = requireNonNull(whole, "whole is null");
    this.indices = indices.clone();
    this.name = requireNonNull(name, "name is null");
    for (int index : indices) {
      if (index < 0 || index >= whole.size()) {
        throw new IllegalArgumentException(
            "index must be 0 to "
                + (whole.size() - 1)
                + ", the last image of "
                + whole.name()
                + ", but is "
                + index);
      }
    }
  }

  /** The number that image {@code index} of this subset has in the whole. */
  public int original(int index) {
    return indices[index];
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public ImageInfo info(int index) {
    return whole.info(indices[index]);
  }

  @Override
  public Image load(int index, int leastSide) throws IOException {
    return whole.load(indices[index], leastSide);
  }

  @Override
  public Image load(int index) throws IOException {
    return whole.load(indices[index]);
  }

  @Override
  public Optional<FileState> state(int index) throws IOException {
    return whole.state(indices[index]);
  }

  @Override
  public String contentHash(int index) throws IOException {
    return whole.contentHash(indices[index]);
  }

  @Override
  public List<String> classNames() {
    return whole.classNames();
  }

  @Override
  public Optional<Skips> skips() {
    return whole.skips();
  }
}
