package org.likeness.collection;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.Skips;
import org.likeness.image.Image;

/**
 * Several data sets one after the other, without labels. Ids begin with the number of the data set.
 * Closing it leaves them open.
 */
final class MixedImages implements Dataset {
  private final List<Dataset> parts;
  private final int[] starts;

  MixedImages(List<Dataset> parts) {
    this.parts = List.copyOf(parts);
    this.starts = new int[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      starts[i + 1] = starts[i] + parts.get(i).size();
    }
  }

  private int part(int index) {
    int part = 0;
    while (index >= starts[part + 1]) {
      part++;
    }
    return part;
  }

  @Override
  public String name() {
    return String.join(" and ", parts.stream().map(Dataset::name).toList());
  }

  @Override
  public int size() {
    return starts[parts.size()];
  }

  @Override
  public ImageInfo info(int index) {
    int part = part(index);
    ImageInfo info = parts.get(part).info(index - starts[part]);
    return new ImageInfo(
        part + "/" + info.id(),
        info.width(),
        info.height(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        info.attributes());
  }

  @Override
  public Image load(int index) throws IOException {
    return load(index, 0);
  }

  @Override
  public Image load(int index, int leastSide) throws IOException {
    int part = part(index);
    return parts.get(part).load(index - starts[part], leastSide);
  }

  @Override
  public List<String> classNames() {
    return List.of();
  }

  @Override
  public Optional<Skips> skips() {
    return Optional.of(new Skips(this, 1));
  }
}
