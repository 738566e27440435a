package org.likeness.data;

import java.io.IOException;
import org.likeness.image.Image;

/** A data set that does something after each image is decoded. */
public final class LoadedDataset extends ForwardingDataset {
  private final AfterLoad after;

  public LoadedDataset(Dataset source, AfterLoad after) {
    super(source);
    this.after = after;
  }

  /** What is done. */
  public interface AfterLoad {
    Image loaded(Image image, String id) throws IOException;
  }

  @Override
  public Image load(int index) throws IOException {
    return after.loaded(super.load(index), info(index).id());
  }

  @Override
  public Image load(int index, int leastSide) throws IOException {
    return after.loaded(super.load(index, leastSide), info(index).id());
  }
}
