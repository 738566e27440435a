package org.likeness.data;

import java.util.Optional;
import java.util.Set;

/**
 * A data set with its own limit for images that cannot be decoded. Closing it closes the data set
 * inside.
 */
public final class LimitedDataset extends ForwardingDataset {
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
    super(source);
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
  public boolean labelled() {
    return source.labelled();
  }
}
