package org.likeness.data;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.likeness.image.Image;

/**
 * Images of 4x4 pixels whose bytes say which image they are; some may be broken. Counts how often
 * each is decoded.
 */
public final class FakeDataset implements Dataset {
  private final int size;
  private final Set<Integer> broken;
  private Optional<IOException> failure = Optional.empty();
  public final Map<Integer, AtomicInteger> loads = new ConcurrentHashMap<>();

  public FakeDataset(int size, Integer... broken) {
    this.size = size;
    this.broken = Set.of(broken);
  }

  /** Throws this for every image. */
  public FakeDataset failingWith(IOException e) {
    failure = Optional.of(e);
    return this;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public ImageInfo info(int index) {
    return new ImageInfo(
        "image-" + index, 4, 4, OptionalInt.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  @Override
  public Image load(int index) throws IOException {
    loads.computeIfAbsent(index, key -> new AtomicInteger()).incrementAndGet();
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (broken.contains(index)) {
      throw new IOException("image-" + index + " is broken");
    }
    byte[] rgb = new byte[4 * 4 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (index * 7 + i);
    }
    return new Image(4, 4, rgb);
  }

  @Override
  public List<String> classNames() {
    return List.of();
  }
}
