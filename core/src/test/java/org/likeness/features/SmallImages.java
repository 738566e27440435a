package org.likeness.features;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

/**
 * Random 12x12 pictures of coarse blocks, a few classes by colour; some broken, some without a
 * label.
 */
public final class SmallImages implements Dataset {
  private final int size;
  private final boolean labels;
  private final Set<Integer> broken;

  public SmallImages(int size, boolean labels, Integer... broken) {
    this.size = size;
    this.labels = labels;
    this.broken = Set.of(broken);
  }

  @Override
  public String name() {
    return "small";
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public ImageInfo info(int index) {
    OptionalInt label = labels || index % 2 == 0 ? OptionalInt.of(index % 3) : OptionalInt.empty();
    Map<String, String> attributes = index == 1 ? Map.of("said", "a \"word\", or\ntwo") : Map.of();
    return new ImageInfo(
        "a,b/" + index + ".png",
        12,
        12,
        label,
        Optional.of("g" + index / 2),
        Optional.empty(),
        attributes);
  }

  @Override
  public Image load(int index) throws IOException {
    if (broken.contains(index)) {
      throw new IOException(index + " is broken");
    }
    RandomStream random = new RandomSource(3).stream(Purpose.EVALUATION, 0, index);
    byte[] blocks = new byte[48];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = (byte) random.nextInt(256);
    }
    byte[] rgb = new byte[12 * 12 * 3];
    for (int i = 0; i < 144; i++) {
      int block = (i / 12 / 3) * 4 + i % 12 / 3;
      System.arraycopy(blocks, block * 3, rgb, i * 3, 3);
    }
    return new Image(12, 12, rgb);
  }

  @Override
  public List<String> classNames() {
    return List.of("red", "green", "blue");
  }
}
