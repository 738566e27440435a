package org.likeness.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.features.SmallImages;
import org.likeness.image.Image;

/**
 * Small images of three classes that remember which of them were loaded, so that a made-up embedder
 * knows which images a batch holds.
 */
public final class KnownImages implements Dataset {
  public static final int CLASSES = 3;

  private final SmallImages images;
  private final boolean labels;
  private final List<Integer> loaded = new ArrayList<>();

  /** Labels are the number modulo three. */
  public KnownImages(int size, boolean labels) {
    this.images = new SmallImages(size, true);
    this.labels = labels;
  }

  /** The images loaded since the last call, in rising order. */
  public synchronized List<Integer> take() {
    List<Integer> taken = loaded.stream().sorted().toList();
    loaded.clear();
    return taken;
  }

  @Override
  public String name() {
    return "known";
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public ImageInfo info(int index) {
    ImageInfo info = images.info(index);
    return labels
        ? info
        : new ImageInfo(
            info.id(),
            info.width(),
            info.height(),
            OptionalInt.empty(),
            info.group(),
            info.split(),
            info.attributes());
  }

  @Override
  public Image load(int index) throws java.io.IOException {
    Image image = images.load(index);
    synchronized (this) {
      loaded.add(index);
    }
    return image;
  }

  @Override
  public List<String> classNames() {
    return labels ? images.classNames() : List.of();
  }
}
