package org.likeness.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.likeness.image.Image;

/**
 * A data set with its own limit for images that cannot be decoded. Closing it closes the data set
 * inside.
 */
public final class LimitedDataset implements Dataset {
  private final Dataset source;
  private final Skips skips;

  /**
   * @param share of the images, 0 to 1, that may fail to decode
   */
  public LimitedDataset(Dataset source, double share) {
    this(source, share, Set.of());
  }

  /**
   * @param share of the images, 0 to 1, that may fail to decode
   * @param missing ids of images that are known to be missing, which do not count
   */
  public LimitedDataset(Dataset source, double share, Set<String> missing) {
    this.source = requireNonNull(source, "source is null");
    this.skips = new Skips(source, share, missing);
  }

  /** The data set itself where it has a limit already, else with the usual one. */
  public static Dataset of(Dataset dataset) {
    return dataset.skips().isPresent() ? dataset : new LimitedDataset(dataset, Skips.USUAL_SHARE);
  }

  @Override
  public Optional<Skips> skips() {
    return Optional.of(skips);
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public ImageInfo info(int index) {
    return source.info(index);
  }

  @Override
  public Image load(int index) throws IOException {
    return source.load(index);
  }

  @Override
  public Image load(int index, int leastSide) throws IOException {
    return source.load(index, leastSide);
  }

  @Override
  public List<String> classNames() {
    return source.classNames();
  }

  @Override
  public boolean labelled() {
    return source.labelled();
  }

  @Override
  public List<UnreadableFile> unreadable() {
    return source.unreadable();
  }

  @Override
  public long bytes() {
    return source.bytes();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
