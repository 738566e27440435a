package org.likeness.data;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.likeness.image.Image;

/**
 * A data set that remembers the state of each image's file from before it was loaded, until it is
 * asked whether that is still its state. It remembers as many states as images are loaded and not
 * asked about. Thread-safe.
 */
public final class WatchedDataset extends ForwardingDataset {
  private final Map<Integer, FileState> loaded = new ConcurrentHashMap<>();

  public WatchedDataset(Dataset source) {
    super(source);
  }

  @Override
  public Image load(int index) throws IOException {
    loaded.put(index, now(index));
    return super.load(index);
  }

  @Override
  public Image load(int index, int leastSide) throws IOException {
    loaded.put(index, now(index));
    return super.load(index, leastSide);
  }

  private FileState now(int index) throws IOException {
    return state(index).orElse(FileState.UNKNOWN);
  }

  /**
   * Whether the file of an image is as it was before the image was loaded last; also true where the
   * source knows no state, or the image was not loaded since this was asked. Forgets the state.
   */
  public boolean isAsLoaded(int index) {
    FileState before = loaded.remove(index);
    try {
      return before == null || before.equals(now(index));
    } catch (IOException e) { // it is gone
      return false;
    }
  }
}
