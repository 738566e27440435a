package org.likeness.data;

import java.io.IOException;
import java.util.List;
import org.likeness.image.Image;

/** Infos without pictures. */
record Infos(List<ImageInfo> infos) implements Dataset {
  @Override
  public String name() {
    return "infos";
  }

  @Override
  public int size() {
    return infos.size();
  }

  @Override
  public ImageInfo info(int index) {
    return infos.get(index);
  }

  @Override
  public Image load(int index) throws IOException {
    throw new IOException("no pictures here");
  }

  @Override
  public List<String> classNames() {
    return List.of("a", "b", "c", "d");
  }
}
