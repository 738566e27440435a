package org.likeness.train;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.image.Image;

/**
 * Images of 4x4 pixels in three labels; some are broken.
 *
 * @param size how many
 * @param broken which of them cannot be decoded
 */
record TinyImages(int size, Set<Integer> broken) implements Dataset {
  TinyImages(int size) {
    this(size, Set.of());
  }

  @Override
  public String name() {
    return "tiny";
  }

  @Override
  public ImageInfo info(int index) {
    return new ImageInfo(
        "image-" + index,
        4,
        4,
        OptionalInt.of(index % 3),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  @Override
  public Image load(int index) throws IOException {
    if (broken.contains(index)) {
      throw new IOException("broken");
    }
    byte[] rgb = new byte[4 * 4 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (index * 37 + i * (index % 5 + 1));
    }
    return new Image(4, 4, rgb);
  }

  @Override
  public List<String> classNames() {
    return List.of("a", "b", "c");
  }
}
